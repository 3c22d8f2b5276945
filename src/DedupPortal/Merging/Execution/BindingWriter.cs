using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>
/// Puts activities and comments on timelines and takes them off. It sends only what is missing, so it can be
/// repeated at will. What was deleted meanwhile is left out and named.
/// </summary>
internal static class BindingWriter
{
    // The portal's answers for "it is so already".
    private static readonly string[] s_already = ["ACTIVITY_IS_ALREADY_BOUND", "BINDING_NOT_FOUND"];

    public static async Task<StepReply> SendAsync(BitrixClient client, MergeStep.Bind step, CancellationToken cancellationToken) =>
        await AddAsync(client, step, cancellationToken) ?? await CompareAsync(client, step, cancellationToken);

    /// <summary>
    /// What only adds is sent without a look: the run has just read that it is missing, and the portal says so where it is not. Null when
    /// it takes something off, or an answer does not tell: then the timelines are read.
    /// </summary>
    private static async Task<StepReply?> AddAsync(BitrixClient client, MergeStep.Bind step, CancellationToken cancellationToken)
    {
        if (step.Changes.Count > BitrixClient.LargestBatch || step.Changes.Any(change => change.Add is null || change.Remove is not null)) return null;
        var calls = step.Changes.SelectMany(change => Calls(step.What, change, [])).Select((call, index) => (Key(index), call)).ToList();
        var batch = await client.BatchAsync(calls, halt: false, cancellationToken);
        if (batch.Error is { } lost) return StepReply.From(lost, null);
        return batch.Value.FirstFailure is null ? StepReply.Done : null;
    }

    private static async Task<StepReply> CompareAsync(BitrixClient client, MergeStep.Bind step, CancellationToken cancellationToken)
    {
        var (current, problem) = await ReadAsync(client, step, cancellationToken);
        if (problem is not null) return problem;
        var kept = step.Changes.Where(change => !current.ContainsKey(change.Id)).Select(change => Name(step, change)).ToList();
        var calls = step.Changes.Where(change => current.ContainsKey(change.Id))
            .SelectMany(change => Calls(step.What, change, current[change.Id]).Select(call => (change, call))).ToList();
        foreach (var chunk in calls.Chunk(BitrixClient.LargestBatch))
        {
            var keyed = chunk.Select((entry, index) => (Key(index), entry.call)).ToList();
            var batch = await client.BatchAsync(keyed, halt: false, cancellationToken);
            if (batch.Error is { } lost) return StepReply.From(lost, null);
            for (var index = 0; index < chunk.Length; index++)
            {
                if (batch.Value[Key(index)] is not BatchEntry.Failed { Error: var error } || s_already.Contains(error.Code)) continue;
                // The only timeline an activity stands on cannot be taken away: it stays there too.
                if (error is BitrixError.NotFound || error.Code == "LAST_BINDING_CANNOT_BE_DELETED") kept.Add(Name(step, chunk[index].change));
                else return StepReply.From(error, chunk[index].change.Add ?? chunk[index].change.Remove);
            }
        }

        return new StepReply.Reached(StepOutcome.Nothing with { Kept = [.. kept.Distinct(StringComparer.Ordinal)] });
    }

    public static async Task<StepReply> InspectAsync(BitrixClient client, MergeStep.Bind step, CancellationToken cancellationToken)
    {
        var (current, problem) = await ReadAsync(client, step, cancellationToken);
        if (problem is not null) return problem;
        var missing = step.Changes.Any(change => current.TryGetValue(change.Id, out var bindings) && Calls(step.What, change, bindings).Any());
        return missing ? new StepReply.NotReached() : StepReply.Done;
    }

    private static async Task<(Dictionary<long, IReadOnlyList<EntityRef>> Current, StepReply? Problem)> ReadAsync(
        BitrixClient client, MergeStep.Bind step, CancellationToken cancellationToken)
    {
        var current = new Dictionary<long, IReadOnlyList<EntityRef>>();
        var batch = new BatchCollector(client);
        foreach (var change in step.Changes)
        {
            batch.Add(
                step.What is BoundKind.Activity
                    ? new BitrixCall("crm.activity.binding.list", new JsonObject { ["activityId"] = change.Id })
                    : new BitrixCall("crm.timeline.bindings.list", new JsonObject { ["filter"] = new JsonObject { ["OWNER_ID"] = change.Id } }),
                answer => current[change.Id] = [.. PortalJson.Rows(answer.Result)
                    .Select(row => step.What is BoundKind.Activity
                        ? PortalJson.Binding(row.Id("entityTypeId"), row.Id("entityId"))
                        : PortalJson.Binding(row.Text("ENTITY_TYPE"), row.Id("ENTITY_ID"))).OfType<EntityRef>()],
                error => error is BitrixError.NotFound ? null : error);
        }

        return await batch.RunAsync(cancellationToken) is { } error ? (current, StepReply.FromRead(error, null)) : (current, null);
    }

    private static IEnumerable<BitrixCall> Calls(BoundKind what, BindingChange change, IReadOnlyList<EntityRef> current)
    {
        var add = change.Add is { } target && !current.Contains(target) ? change.Add : null;
        var remove = change.Remove is { } source && current.Contains(source) ? change.Remove : null;
        if (what is BoundKind.Comment)
        {
            if (add is { } on) yield return Comment("bind", change.Id, on);
            if (remove is { } off) yield return Comment("unbind", change.Id, off);
            yield break;
        }

        if (add is { } to && remove is { } from && to.Type == from.Type)
        {
            yield return new BitrixCall("crm.activity.binding.move", new JsonObject
            {
                ["activityId"] = change.Id, ["sourceEntityTypeId"] = (int)from.Type, ["sourceEntityId"] = from.Id,
                ["targetEntityTypeId"] = (int)to.Type, ["targetEntityId"] = to.Id,
            });
            yield break;
        }

        if (add is { } added) yield return Activity("add", change.Id, added);
        if (remove is { } removed) yield return Activity("delete", change.Id, removed);
    }

    private static BitrixCall Activity(string verb, long id, EntityRef record) =>
        new($"crm.activity.binding.{verb}", new JsonObject { ["activityId"] = id, ["entityTypeId"] = (int)record.Type, ["entityId"] = record.Id });

    private static BitrixCall Comment(string verb, long id, EntityRef record) =>
        new($"crm.timeline.bindings.{verb}", new JsonObject
        {
            ["fields"] = new JsonObject { ["OWNER_ID"] = id, ["ENTITY_TYPE"] = record.TypeName, ["ENTITY_ID"] = record.Id },
        });

    private static string Name(MergeStep.Bind step, BindingChange change) =>
        string.Create(CultureInfo.InvariantCulture, $"{(step.What is BoundKind.Activity ? "activity" : "comment")}:{change.Id}");

    private static string Key(int index) => string.Create(CultureInfo.InvariantCulture, $"c{index}");
}
