using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>Gathers what an undo is planned from. Writes nothing.</summary>
public sealed class UndoReader(RunJournal journal, PortalClients clients)
{
    /// <summary>Fails with <see cref="NotUndoable"/>, <see cref="SurvivorGone"/> or what the portal says.</summary>
    internal async Task<Result<UndoRequest>> ReadAsync(MergeId id, IReadOnlySet<string> overwrite, CancellationToken cancellationToken)
    {
        var run = await journal.FindAsync(id, cancellationToken);
        if (run is null) return new NotThere();
        if (run.UndoOf is not null || run.State is not MergeState.Completed) return new NotUndoable(run.State);
        var opened = await clients.OpenAsync(run.PortalId, cancellationToken);
        if (opened.Failure is { } closed) return closed;
        var before = await journal.SnapshotsAsync(id, SnapshotMoment.Before, cancellationToken);
        before = [.. run.RecordRefs.Select(record => before.Single(snapshot => snapshot.Ref == record))];
        var after = await journal.SnapshotsAsync(id, SnapshotMoment.After, cancellationToken);
        var plan = MergeJson.Read<MergePlan>(run.PlanText);
        var now = await SnapshotReader.ReadAsync(opened.Value, run.RecordRefs, allowGone: true, cancellationToken);
        if (now.Failure is { } unreadable) return unreadable;
        if (now.Value.All(snapshot => snapshot.Ref != plan.Survivor)) return new SurvivorGone(plan.Survivor.ToString());
        if (plan.ConvertedLeads.FirstOrDefault(lead => now.Value.All(snapshot => snapshot.Ref != lead)) is { Id: > 0 } lead) return new RecordGone(lead.ToString());
        var catalogs = await CatalogReader.ReadAsync(opened.Value, run.RecordRefs.Select(record => record.Type), [], cancellationToken);
        if (catalogs.Failure is { } unknown) return unknown;

        var batch = new BatchCollector(opened.Value);
        var children = Children(batch, before);
        var activities = Timelines(batch, before.SelectMany(snapshot => snapshot.Activities), isActivity: true);
        var comments = Timelines(batch, before.SelectMany(snapshot => snapshot.Comments), isActivity: false);
        if (await batch.RunAsync(cancellationToken) is { } error) return PortalFailures.From(error);
        var notes = (await journal.StepsAsync(id, cancellationToken))
            .Where(row => row.State is StepState.Verified && row.Compensates is null && row.Outcome.NewId is not null)
            .Select(row => row.Step is MergeStep.AddNote note ? new MergeStep.DeleteNote(note.Record, row.Outcome.NewId!.Value, note.Text) : null).OfType<MergeStep.DeleteNote>();
        return new UndoRequest(id, plan, before, after, now.Value, children, activities, comments, catalogs.Value, overwrite) { Notes = [.. notes] };
    }

    private static SortedDictionary<EntityRef, ChildRecord> Children(BatchCollector batch, IEnumerable<EntitySnapshot> before)
    {
        var children = new SortedDictionary<EntityRef, ChildRecord>();
        foreach (var child in before.SelectMany(snapshot => snapshot.Children.Select(child => child.Ref)).Distinct())
        {
            batch.Add(PortalJson.ItemGet(child), answer =>
            {
                if (PortalJson.Item(answer.Result) is not { } item) return;
                children[child] = new ChildRecord(child, null, item.Id("companyId"), item.Id("leadId"), []);
                if (child.Type is not (EntityType.Deal or EntityType.Lead)) return;
                batch.Add(new BitrixCall(PortalJson.LinkMethod(child.Type, EntityType.Contact, "get"), new JsonObject { ["id"] = child.Id }),
                    links => children[child] = children[child] with { Contacts = PortalJson.Links(links.Result, EntityType.Contact) });
            }, error => error is BitrixError.NotFound ? null : error);
        }

        return children;
    }

    private static SortedDictionary<long, BoundEntry> Timelines(BatchCollector batch, IEnumerable<BoundEntry> entries, bool isActivity)
    {
        var now = new SortedDictionary<long, BoundEntry>();
        foreach (var entry in entries.DistinctBy(entry => entry.Id))
        {
            batch.Add(
                isActivity
                    ? new BitrixCall("crm.activity.binding.list", new JsonObject { ["activityId"] = entry.Id })
                    : new BitrixCall("crm.timeline.bindings.list", new JsonObject { ["filter"] = new JsonObject { ["OWNER_ID"] = entry.Id } }),
                answer => now[entry.Id] = entry with
                {
                    Bindings = [.. PortalJson.Rows(answer.Result).Select(row => isActivity
                        ? PortalJson.Binding(row.Id("entityTypeId"), row.Id("entityId"))
                        : PortalJson.Binding(row.Text("ENTITY_TYPE"), row.Id("ENTITY_ID"))).OfType<EntityRef>().Distinct().Order()],
                },
                error => error is BitrixError.NotFound ? null : error);
        }

        return now;
    }
}
