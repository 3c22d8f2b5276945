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
    /// <summary>
    /// Sends the merge and tells what it did: one request where every record is there. What is left of them is listed behind the merge, in
    /// the same batch; where that does not tell, they are read.
    /// </summary>
    public static async Task<StepReply> SendAsync(BitrixClient client, MergeStep.MergeRecords step, CancellationToken cancellationToken)
    {
        if (await MergeAsync(client, step, [step.Survivor, .. step.Losers], cancellationToken) is { } sent) return sent;
        // A record was gone before the merge, so nothing was merged. After a partial merge only the rest is sent.
        var (alive, problem) = await AliveAsync(client, step, cancellationToken);
        if (problem is not null) return problem;
        if (!alive.Contains(step.Survivor)) return new StepReply.Refused(new SurvivorGone(step.Survivor.ToString()), IsPartial: alive.Count < step.Losers.Count);
        var losers = step.Losers.Where(alive.Contains).ToList();
        if (losers.Count == 0) return StepReply.Done;

        return await MergeAsync(client, step, [step.Survivor, .. losers], cancellationToken) ?? new StepReply.Lost();
    }

    /// <summary>Null when one of the records is not there: the batch ended before the merge.</summary>
    private static async Task<StepReply?> MergeAsync(BitrixClient client, MergeStep.MergeRecords step, EntityRef[] records, CancellationToken cancellationToken)
    {
        var calls = records.Select((record, index) => (Key(index), PortalJson.ItemGet(record))).ToList();
        calls.Add(("merge", new BitrixCall("crm.entity.mergeBatch", new JsonObject
        {
            ["params"] = new JsonObject
            {
                ["entityTypeId"] = (int)step.Survivor.Type, ["entityIds"] = new JsonArray([.. records.Select(record => (JsonNode)record.Id)]),
            },
        })));
        calls.Add(("left", new BitrixCall("crm.item.list", new JsonObject
        {
            ["entityTypeId"] = (int)step.Survivor.Type, ["filter"] = new JsonObject { ["@id"] = new JsonArray([.. records.Select(record => (JsonNode)record.Id)]) },
            ["select"] = new JsonArray("id"), ["start"] = -1,
        })));
        var batch = await client.BatchAsync(calls, halt: true, cancellationToken);
        if (batch.Error is { } lost) return StepReply.From(lost, step.Survivor);
        for (var index = 0; index < records.Length; index++)
            if (batch.Value[Key(index)] is BatchEntry.Failed unreadable)
                return unreadable.Error is BitrixError.NotFound ? null : StepReply.FromRead(unreadable.Error, records[index]);
        if (batch.Value["merge"] is BatchEntry.Failed refused) return StepReply.From(refused.Error, step.Survivor);
        var status = batch.Value["merge"] is BatchEntry.Answered answered ? (answered.Answer.Result as JsonObject)?.Text("STATUS") : null;
        var isDone = status == "SUCCESS" && records.Length == step.Losers.Count + 1 && batch.Value["left"] is BatchEntry.Answered { Answer: var left }
            && PortalJson.Rows((left.Result as JsonObject)?["items"]).Select(row => row.Id("id")).SequenceEqual([step.Survivor.Id]);
        return isDone ? StepReply.Done : await JudgeAsync(client, step, status, cancellationToken);
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
