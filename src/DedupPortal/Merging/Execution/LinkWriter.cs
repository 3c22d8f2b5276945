using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Carries out changes of client links and product rows: absolute states, so sending them twice is harmless.</summary>
internal static class LinkWriter
{
    public static async Task<StepReply> SetAsync(BitrixClient client, MergeStep.SetLinks step, LookAhead look, CancellationToken cancellationToken)
    {
        var call = new BitrixCall(
            PortalJson.LinkMethod(step.Record.Type, step.LinkedType, "set"),
            new JsonObject { ["id"] = step.Record.Id, ["items"] = PortalJson.Links(step.Rows) }) { Repeatable = true };
        var sent = await look.SendAsync(client, call, cancellationToken);
        return sent.Error is { } error ? StepReply.From(error, step.Record) : StepReply.Done;
    }

    public static async Task<StepReply> InspectAsync(BitrixClient client, MergeStep.SetLinks step, CancellationToken cancellationToken)
    {
        var read = await client.CallAsync(
            new BitrixCall(PortalJson.LinkMethod(step.Record.Type, step.LinkedType, "get"), new JsonObject { ["id"] = step.Record.Id }), cancellationToken);
        if (read.Error is { } error) return StepReply.FromRead(error, step.Record);
        return AreSame(PortalJson.Links(read.Value.Result, step.LinkedType), step.Rows) ? StepReply.Done : new StepReply.NotReached();
    }

    public static async Task<StepReply> SetAsync(BitrixClient client, MergeStep.SetProductRows step, CancellationToken cancellationToken)
    {
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

    /// <summary>Same partners and the same primary one; the portal numbers the order anew.</summary>
    public static bool AreSame(IReadOnlyList<LinkRow> left, IReadOnlyList<LinkRow> right) =>
        left.Select(row => row.To).Order().SequenceEqual(right.Select(row => row.To).Order())
        && Primary(left) == Primary(right);

    /// <summary>Where none is marked the portal makes the first one primary.</summary>
    private static EntityRef? Primary(IReadOnlyList<LinkRow> rows) => rows.Count == 0 ? null : (rows.FirstOrDefault(row => row.IsPrimary) ?? rows[0]).To;
}
