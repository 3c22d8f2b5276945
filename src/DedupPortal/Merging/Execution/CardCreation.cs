using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>
/// Creates cards. Bitrix24 has no idempotency key, so a creation whose answer was lost is looked for among the cards above the
/// highest id that was there before.
/// </summary>
internal static class CardCreation
{
    private static readonly string[] s_likeness = ["title", "name", "secondName", "lastName", "companyTitle"];

    /// <summary>The highest id of the type now; 0 when there is no card.</summary>
    public static async Task<(long Id, StepReply? Problem)> HighWaterAsync(BitrixClient client, EntityType type, CancellationToken cancellationToken)
    {
        var answer = await client.CallAsync(
            new BitrixCall("crm.item.list", new JsonObject
            {
                ["entityTypeId"] = (int)type, ["order"] = new JsonObject { ["id"] = "DESC" }, ["select"] = new JsonArray("id"), ["start"] = -1,
            }), cancellationToken);
        if (answer.Error is { } error) return (0, StepReply.FromRead(error, null));
        return (PortalJson.Rows((answer.Value.Result as JsonObject)?["items"]).Select(row => row.Id("id") ?? 0).DefaultIfEmpty(0).Max(), null);
    }

    public static async Task<StepReply> SendAsync(BitrixClient client, MergeStep.CreateRecord step, CancellationToken cancellationToken)
    {
        var fields = (JsonObject)step.Fields.DeepClone();
        if (step.Instead is not null && step.Added.Count == 0)
        {
            // Importing starts no automation. Not every user may, and not every portal can: then the card is added.
            var imported = await client.CallAsync(Call("crm.item.import", step, (JsonObject)fields.DeepClone()), cancellationToken);
            if (imported.Error is null) return Created(step, imported.Value);
            if (imported.Error is not (BitrixError.MethodMissing or BitrixError.MissingRight or BitrixError.Rejected)) return StepReply.From(imported.Error, null);
        }

        if (step.Added.Count > 0) fields["fm"] = CardWriter.Operations(step.Added, []);
        var added = await client.CallAsync(Call("crm.item.add", step, fields), cancellationToken);
        return added.Error is { } error ? StepReply.From(error, null) : Created(step, added.Value);
    }

    /// <summary>Looks for the card. <paramref name="known"/>: cards that other steps of the run created.</summary>
    public static async Task<StepReply> InspectAsync(
        BitrixClient client, MergeStep.CreateRecord step, long highWater, IReadOnlyCollection<EntityRef> known, CancellationToken cancellationToken)
    {
        var answer = await client.CallAsync(
            new BitrixCall("crm.item.list", new JsonObject
            {
                ["entityTypeId"] = (int)step.Slot.Type, ["filter"] = new JsonObject { [">id"] = highWater }, ["order"] = new JsonObject { ["id"] = "ASC" },
                ["select"] = new JsonArray("*"), ["start"] = -1, ["useOriginalUfNames"] = "Y",
            }), cancellationToken);
        if (answer.Error is { } error) return StepReply.FromRead(error, null);
        var rows = PortalJson.Rows((answer.Value.Result as JsonObject)?["items"]).ToList();
        if (rows.Count >= RowPage.FullPage) return new StepReply.Unclear();
        var found = rows.Where(row => IsLike(row, step)).Select(row => new EntityRef(step.Slot.Type, row.Id("id")!.Value)).Except(known).ToList();
        return found.Count switch
        {
            0 => new StepReply.NotReached(),
            1 => new StepReply.Reached(StepOutcome.Nothing with { Created = found[0] }),
            _ => new StepReply.Unclear(),
        };
    }

    private static BitrixCall Call(string method, MergeStep.CreateRecord step, JsonObject fields) =>
        new(method, new JsonObject { ["entityTypeId"] = (int)step.Slot.Type, ["fields"] = fields, ["useOriginalUfNames"] = "Y" });

    private static StepReply Created(MergeStep.CreateRecord step, BitrixAnswer answer) =>
        PortalJson.Item(answer.Result)?.Id("id") is { } id
            ? new StepReply.Reached(StepOutcome.Nothing with { Created = new EntityRef(step.Slot.Type, id) })
            : new StepReply.Lost();

    /// <summary>The names are equal, every other field is equal or was dropped, and the entries are there.</summary>
    private static bool IsLike(JsonObject row, MergeStep.CreateRecord step)
    {
        var entries = PortalJson.Entries(row);
        return s_likeness.All(field => FieldValue.IsEmpty(step.Fields[field]) || FieldValue.Same(row[field], step.Fields[field]))
            && step.Fields.All(pair => FieldValue.IsEmpty(row[pair.Key]) || FieldValue.Same(row[pair.Key], pair.Value))
            && step.Added.All(entry => entries.Any(other => CardWriter.IsSame(other, entry)));
    }
}
