using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>Gathers what an undo is planned from. Writes nothing.</summary>
public sealed class UndoReader(RunJournal journal, PortalClients clients)
{
    /// <summary>
    /// <paramref name="only"/>: the one record of the merge that is to come back, by its number in the merge; null for all that have not come
    /// back yet. Fails with <see cref="NotUndoable"/>, <see cref="SurvivorGone"/>, <see cref="RecordGone"/> or what the portal says.
    /// </summary>
    internal async Task<Result<UndoRequest>> ReadAsync(MergeId id, EntityRef? only, IReadOnlySet<string> overwrite, CancellationToken cancellationToken)
    {
        var run = await journal.FindAsync(id, cancellationToken);
        if (run is null) return new NotThere();
        if (!run.IsUndoable) return new NotUndoable(run.State);
        var opened = await clients.OpenAsync(run.PortalId, cancellationToken);
        if (opened.Failure is { } closed) return closed;
        var plan = MergeJson.Read<MergePlan>(run.PlanText);
        var returned = await journal.ReturnedAsync(id, cancellationToken);
        var wanted = run.RecordRefs.Where(record => record == plan.Survivor || (!returned.ContainsKey(record) && (only is null || record == only))).ToList();
        var first = new BatchCollector(opened.Value);
        var fields = new CatalogReader(first, run.RecordRefs.Select(record => record.Type));
        var (now, renumbered, problem) = await NowAsync(first, run, plan, wanted, cancellationToken);
        if (problem is not null) return problem;
        var catalogs = fields.Catalogs();

        var steps = await journal.StepsAsync(id, cancellationToken);
        var (before, after) = await HistoryAsync(run, plan, wanted, returned, now, renumbered, catalogs, steps, cancellationToken);
        // A record that stays merged is the survivor to everything that hung on it; a converted lead is still itself.
        var staying = run.RecordRefs.Except(wanted).Where(record => !returned.ContainsKey(record) && record.Type == plan.Survivor.Type).Select(record => (Old: record, Now: plan.Survivor));
        var current = renumbered.Concat(returned).Where(pair => pair.Key != pair.Value).ToDictionary(pair => pair.Key, pair => pair.Value);
        foreach (var (old, survivor) in staying) current[old] = renumbered.GetValueOrDefault(survivor, survivor);
        before = [.. before.Select(snapshot => SnapshotTranslation.Apply(snapshot, current, now))];
        after = [.. after.Select(snapshot => SnapshotTranslation.Apply(snapshot, current, now))];

        var batch = new BatchCollector(opened.Value);
        var children = Children(batch, before);
        var activities = Timelines(batch, before.SelectMany(snapshot => snapshot.Activities), isActivity: true);
        var comments = Timelines(batch, before.SelectMany(snapshot => snapshot.Comments), isActivity: false);
        if (await batch.RunAsync(cancellationToken) is { } error) return PortalFailures.From(error);
        EntityRef Today(EntityRef record) => renumbered.GetValueOrDefault(record, record);
        var notes = steps.Where(row => row.State is StepState.Verified && row.Compensates is null && row.Outcome.NewId is not null)
            .Select(row => row.Step is MergeStep.AddNote note ? new MergeStep.DeleteNote(Today(note.Record), row.Outcome.NewId!.Value, note.Text) : null).OfType<MergeStep.DeleteNote>()
            .Where(note => only is null ? wanted.Exists(record => Today(record) == note.Record) : note.Record == only);
        var renamed = plan with { Survivor = Today(plan.Survivor), ConvertedLeads = [.. plan.ConvertedLeads.Select(Today)] };
        return new UndoRequest(id, renamed, before, after, now, children, activities, comments, catalogs, overwrite) { Notes = [.. notes], Only = only, Renumbered = renumbered };
    }

    /// <summary>The records as they are. One that should be there and is not may have been made anew by the undo of a later merge.</summary>
    private async Task<(IReadOnlyList<EntitySnapshot> Now, IReadOnlyDictionary<EntityRef, EntityRef> Renumbered, Failure? Problem)> NowAsync(
        BatchCollector batch, MergeRun run, MergePlan plan, List<EntityRef> wanted, CancellationToken cancellationToken)
    {
        var none = new Dictionary<EntityRef, EntityRef>();
        var read = await SnapshotReader.ReadAsync(batch, wanted, allowGone: true, _ => { }, cancellationToken);
        if (read.Failure is { } unreadable) return ([], none, unreadable);
        var gone = wanted.Where(record => !plan.Losers.Contains(record) && read.Value.All(snapshot => snapshot.Ref != record)).ToList();
        if (gone.Count == 0) return (read.Value, none, null);
        var renumbered = await journal.CurrentAsync(run.PortalId, gone, cancellationToken);
        var anew = await SnapshotReader.ReadAsync(batch, [.. renumbered.Values.Distinct()], allowGone: true, _ => { }, cancellationToken);
        if (anew.Failure is { } lost) return ([], none, lost);
        foreach (var record in gone)
            if (!renumbered.TryGetValue(record, out var current) || anew.Value.All(snapshot => snapshot.Ref != current))
                return ([], none, record == plan.Survivor ? new SurvivorGone(record.ToString()) : new RecordGone(record.ToString()));
        return ([.. read.Value, .. anew.Value], renumbered, null);
    }

    /// <summary>The records before and after the merge, in its own numbers; the survivor as it would be without those that have come back already.</summary>
    private async Task<(IReadOnlyList<EntitySnapshot> Before, IReadOnlyList<EntitySnapshot> After)> HistoryAsync(
        MergeRun run, MergePlan plan, List<EntityRef> wanted, IReadOnlyDictionary<EntityRef, EntityRef> returned, IReadOnlyList<EntitySnapshot> now,
        IReadOnlyDictionary<EntityRef, EntityRef> renumbered, IReadOnlyDictionary<EntityType, FieldCatalog> catalogs, List<MergeStepRow> steps, CancellationToken cancellationToken)
    {
        var all = await journal.SnapshotsAsync(run.Id, SnapshotMoment.Before, cancellationToken);
        all = [.. run.RecordRefs.Select(record => all.Single(snapshot => snapshot.Ref == record))];
        var stored = await journal.SnapshotsAsync(run.Id, SnapshotMoment.After, cancellationToken);
        EntitySnapshot? After(EntityRef record) => stored.FirstOrDefault(snapshot => snapshot.Ref == record)
            ?? (now.FirstOrDefault(snapshot => snapshot.Ref == renumbered.GetValueOrDefault(record, record)) is { } present
                ? UnfinishedMerge.After(plan, all.Single(snapshot => snapshot.Ref == record), present, steps) with { Ref = record }
                : null);
        var before = wanted.Select(record => all.Single(snapshot => snapshot.Ref == record)).ToList();
        var after = wanted.Select(After).OfType<EntitySnapshot>().ToList();
        var gone = returned.Keys.Concat(wanted.Where(record => record != plan.Survivor)).ToList();
        if (gone.Count == all.Count - 1 && returned.Count == 0) return (before, after);

        var draft = await journal.DraftAsync(run.DraftId!.Value, cancellationToken) ?? throw new InvalidOperationException($"The draft of run {run.Id} is gone.");
        var whole = new PlanRequest(plan.Mode, all, plan.Survivor, draft.Choices, draft.Reading?.Catalogs ?? catalogs) { Policy = draft.Reading?.Policy ?? MergePolicy.Default };
        var survivor = after.Single(snapshot => snapshot.Ref == plan.Survivor);
        before[before.FindIndex(snapshot => snapshot.Ref == plan.Survivor)] = SurvivorWithout.Of(plan, whole, survivor, gone);
        after[after.IndexOf(survivor)] = SurvivorWithout.Of(plan, whole, survivor, [.. returned.Keys]);
        return (before, after);
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
