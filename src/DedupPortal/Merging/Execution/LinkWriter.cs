using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>
/// Carries out changes of client links and product rows. The portal takes whole sets only, so each is looked at before it is written: what
/// somebody else has put there meanwhile stays.
/// </summary>
internal static class LinkWriter
{
    public static async Task<StepReply> SetAsync(BitrixClient client, MergeStep.SetLinks step, LookAhead look, CancellationToken cancellationToken)
    {
        var (now, problem) = await LinksAsync(client, step, cancellationToken);
        if (problem is not null) return problem;
        var rows = AreSame(now, step.Before) ? step.Rows : ThreeWay(step, now);
        if (AreSame(now, rows)) return StepReply.Done;
        var call = new BitrixCall(
            PortalJson.LinkMethod(step.Record.Type, step.LinkedType, "set"),
            new JsonObject { ["id"] = step.Record.Id, ["items"] = PortalJson.Links(rows) }) { Repeatable = true };
        var sent = await look.SendAsync(client, call, cancellationToken);
        return sent.Error is { } error ? StepReply.From(error, step.Record) : StepReply.Done;
    }

    public static async Task<StepReply> InspectAsync(BitrixClient client, MergeStep.SetLinks step, CancellationToken cancellationToken)
    {
        var (now, problem) = await LinksAsync(client, step, cancellationToken);
        return problem ?? (AreSame(now, step.Rows) ? StepReply.Done : new StepReply.NotReached());
    }

    /// <param name="client">The portal.</param>
    /// <param name="step">The step.</param>
    /// <param name="guarded">It takes something back: rows that somebody has changed meanwhile stay, instead of stopping the run.</param>
    /// <param name="cancellationToken">Stops before the next call.</param>
    public static async Task<StepReply> SetAsync(BitrixClient client, MergeStep.SetProductRows step, bool guarded, CancellationToken cancellationToken)
    {
        var (now, problem) = await ProductRowsAsync(client, step.Record, cancellationToken);
        if (problem is not null) return problem;
        if (CardRevision.Shape(now) == CardRevision.Shape(step.Rows)) return StepReply.Done;
        if (CardRevision.Shape(now) != CardRevision.Shape(step.Before))
            return guarded ? new StepReply.Reached(StepOutcome.Nothing with { Kept = [$"{step.Record}.products"] }) : new StepReply.Refused(new ChangedSincePreview($"{step.Record}: products"));
        var rows = step.Rows.Select(row =>
        {
            var copy = (JsonObject)row.DeepClone();
            // The portal gives rows new ids; the old ones would name rows of another card.
            foreach (var field in new[] { "id", "ownerId", "ownerType" }) copy.Remove(field);
            return (JsonNode)copy;
        });
        var call = new BitrixCall("crm.item.productrow.set", new JsonObject
        {
            ["ownerType"] = step.Record.Type is EntityType.Lead ? "L" : "D", ["ownerId"] = step.Record.Id, ["productRows"] = new JsonArray([.. rows]),
        }) { Repeatable = true };
        var sent = await client.CallAsync(call, cancellationToken);
        return sent.Error is { } error ? StepReply.From(error, step.Record) : StepReply.Done;
    }

    /// <summary>What stands there now, with what the step adds and without what it takes away.</summary>
    private static List<LinkRow> ThreeWay(MergeStep.SetLinks step, IReadOnlyList<LinkRow> now)
    {
        var (before, wanted) = (step.Before.Select(row => row.To).ToHashSet(), step.Rows.Select(row => row.To).ToHashSet());
        var rows = now.Where(row => wanted.Contains(row.To) || !before.Contains(row.To)).ToList();
        rows.AddRange(step.Rows.Where(row => !before.Contains(row.To) && rows.TrueForAll(other => other.To != row.To)));
        // A primary one that somebody chose meanwhile stays.
        var isChosen = Primary(step.Before) is { } former && Primary(now) != former && rows.Exists(row => row.To == Primary(now));
        var primary = isChosen ? Primary(now) : Primary(step.Rows);
        return [.. rows.Select(row => row with { IsPrimary = row.To == primary })];
    }

    private static async Task<(IReadOnlyList<LinkRow> Rows, StepReply? Problem)> LinksAsync(BitrixClient client, MergeStep.SetLinks step, CancellationToken cancellationToken)
    {
        var read = await client.CallAsync(
            new BitrixCall(PortalJson.LinkMethod(step.Record.Type, step.LinkedType, "get"), new JsonObject { ["id"] = step.Record.Id }), cancellationToken);
        return read.Error is { } error ? ([], StepReply.FromRead(error, step.Record)) : (PortalJson.Links(read.Value.Result, step.LinkedType), null);
    }

    private static async Task<(List<JsonObject> Rows, StepReply? Problem)> ProductRowsAsync(BitrixClient client, EntityRef record, CancellationToken cancellationToken)
    {
        var rows = new List<JsonObject>();
        for (int? start = 0; start is { } from;)
        {
            var read = await client.CallAsync(PortalJson.ProductRows(record, from), cancellationToken);
            if (read.Error is { } error) return (rows, StepReply.FromRead(error, record));
            rows.AddRange(PortalJson.Rows((read.Value.Result as JsonObject)?["productRows"]));
            start = read.Value.Next;
        }

        return (rows, null);
    }

    /// <summary>Same partners and the same primary one; the portal numbers the order anew.</summary>
    public static bool AreSame(IReadOnlyList<LinkRow> left, IReadOnlyList<LinkRow> right) =>
        left.Select(row => row.To).Order().SequenceEqual(right.Select(row => row.To).Order())
        && Primary(left) == Primary(right);

    /// <summary>Where none is marked the portal makes the first one primary.</summary>
    private static EntityRef? Primary(IReadOnlyList<LinkRow> rows) => rows.Count == 0 ? null : (rows.FirstOrDefault(row => row.IsPrimary) ?? rows[0]).To;
}
