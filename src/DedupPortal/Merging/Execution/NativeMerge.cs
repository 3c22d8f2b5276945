using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>
/// The portal's own merge. Ids that do not exist are dropped by the portal before it picks the winner, so a survivor that has just
/// vanished would make a loser win: all ids are read in the same halting batch, directly before the merge.
/// </summary>
internal static class NativeMerge
{
    public static async Task<StepReply> SendAsync(BitrixClient client, MergeStep.MergeRecords step, CancellationToken cancellationToken)
    {
        // After a partial merge only the rest is sent; a loser that never was there is a failure found by the batch itself.
        var (alive, problem) = await AliveAsync(client, step, cancellationToken);
        if (problem is not null) return problem;
        if (!alive.Contains(step.Survivor)) return new StepReply.Refused(new SurvivorGone(step.Survivor.ToString()), IsPartial: alive.Count < step.Losers.Count);
        var losers = step.Losers.Where(alive.Contains).ToList();
        if (losers.Count == 0) return StepReply.Done;

        EntityRef[] records = [step.Survivor, .. losers];
        var calls = records.Select((record, index) => (Key(index), PortalJson.ItemGet(record))).ToList();
        calls.Add(("merge", new BitrixCall("crm.entity.mergeBatch", new JsonObject
        {
            ["params"] = new JsonObject
            {
                ["entityTypeId"] = (int)step.Survivor.Type, ["entityIds"] = new JsonArray([.. records.Select(record => (JsonNode)record.Id)]),
            },
        })));
        var batch = await client.BatchAsync(calls, halt: true, cancellationToken);
        if (batch.Error is { } lost) return StepReply.From(lost, step.Survivor);
        for (var index = 0; index < records.Length; index++)
            if (batch.Value[Key(index)] is BatchEntry.Failed unreadable)
                return StepReply.FromRead(unreadable.Error, records[index]);
        if (batch.Value["merge"] is BatchEntry.Failed refused) return StepReply.From(refused.Error, step.Survivor);
        var status = batch.Value["merge"] is BatchEntry.Answered answered ? (answered.Answer.Result as JsonObject)?.Text("STATUS") : null;
        return await JudgeAsync(client, step, status, cancellationToken);
    }

    /// <summary>Reached when the survivor is there and every loser gone; not reached when all are there; partial when some are.</summary>
    public static async Task<StepReply> InspectAsync(BitrixClient client, MergeStep.MergeRecords step, CancellationToken cancellationToken)
    {
        var (alive, problem) = await AliveAsync(client, step, cancellationToken);
        if (problem is not null) return problem;
        if (!alive.Contains(step.Survivor)) return new StepReply.Refused(new SurvivorGone(step.Survivor.ToString()), IsPartial: true);
        var left = step.Losers.Where(alive.Contains).ToList();
        if (left.Count == 0) return StepReply.Done;
        return left.Count == step.Losers.Count
            ? new StepReply.NotReached()
            : new StepReply.Refused(new PartlyMerged(string.Join(", ", step.Losers.Except(left)), string.Join(", ", left)), IsPartial: true);
    }

    private static async Task<StepReply> JudgeAsync(BitrixClient client, MergeStep.MergeRecords step, string? status, CancellationToken cancellationToken)
    {
        // ENTITY_IDS names the losers even when nothing was deleted, and ERROR may come after some were: only reading proves.
        var seen = await InspectAsync(client, step, cancellationToken);
        var manual = PortalLinks.ManualMerge(client.Portal.RestRoot.AbsoluteUri, [step.Survivor, .. step.Losers]) ?? "";
        return (seen, status) switch
        {
            (StepReply.NotReached, "CONFLICT") => new StepReply.Refused(new MergeConflict(manual)),
            (StepReply.NotReached, "ERROR" or "NOT_FOUND") => new StepReply.Refused(new MergeRefused(manual)),
            (StepReply.NotReached, _) => new StepReply.Lost(),
            (StepReply.Later or StepReply.Closed, _) => new StepReply.Lost(),
            _ => seen,
        };
    }

    private static async Task<(HashSet<EntityRef> Alive, StepReply? Problem)> AliveAsync(BitrixClient client, MergeStep.MergeRecords step, CancellationToken cancellationToken)
    {
        var alive = new HashSet<EntityRef>();
        var batch = new BatchCollector(client);
        foreach (var record in step.Losers.Prepend(step.Survivor))
            batch.Add(PortalJson.ItemGet(record), _ => alive.Add(record), error => error is BitrixError.NotFound ? null : error);
        return await batch.RunAsync(cancellationToken) is { } error ? (alive, StepReply.FromRead(error, null)) : (alive, null);
    }

    private static string Key(int index) => string.Create(CultureInfo.InvariantCulture, $"r{index}");
}
