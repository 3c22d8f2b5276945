using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>Compares the portal after a merge with its plan, and follows the messenger codes.</summary>
internal static class ReadBack
{
    /// <summary>Fields and entries of the survivor that are not as planned.</summary>
    public static IReadOnlyList<Deviation> Deviations(MergePlan plan, EntitySnapshot survivor)
    {
        var list = new List<Deviation>();
        foreach (var outcome in plan.Fields.Where(outcome => outcome.Rule is not FieldRule.Amount && !FieldValue.Same(outcome.Result, survivor.Item[outcome.Field])))
            list.Add(new Deviation(survivor.Ref, outcome.Field, FieldValue.Text(outcome.Result), FieldValue.Text(survivor.Item[outcome.Field])));
        var present = survivor.Multifields.Select(MultifieldKey.Of).ToHashSet(StringComparer.Ordinal);
        foreach (var outcome in plan.Multifields.Where(outcome => outcome.Kept != present.Contains(MultifieldKey.Of(outcome.TypeId, outcome.Value))))
            list.Add(new Deviation(survivor.Ref, outcome.TypeId, outcome.Kept ? outcome.Value : "", outcome.Kept ? "" : outcome.Value));
        return list;
    }

    /// <summary>Planned values that are not there: they join the ledger, so that no value is lost without a trace.</summary>
    public static IReadOnlyList<LostValue> Missing(MergePlan plan, IReadOnlyList<Deviation> deviations) =>
        [.. from deviation in deviations
            where deviation.Expected.Length > 0
            let outcome = plan.Fields.FirstOrDefault(outcome => outcome.Field == deviation.Field)
            select new LostValue(deviation.Record, deviation.Field, outcome?.Title ?? deviation.Field, deviation.Expected, LossReason.MissingAfterwards)];

    /// <summary>
    /// Looks up who holds each open-line code. A code that the survivor holds and no other open record does leads the next message
    /// there; a converted lead is closed and gets none.
    /// </summary>
    public static async Task<Result<IReadOnlyList<LinkCheck>>> LinksAsync(
        BitrixClient client, EntityRef survivor, IReadOnlyList<string> codes, CancellationToken cancellationToken)
    {
        var holders = codes.ToDictionary(code => code, _ => new List<(EntityRef Record, bool IsClosed)>(), StringComparer.Ordinal);
        var batch = new BatchCollector(client);
        foreach (var code in codes)
        {
            foreach (var type in new[] { EntityType.Lead, EntityType.Contact, EntityType.Company })
            {
                batch.Add(
                    new BitrixCall("crm.item.list", new JsonObject
                    {
                        ["entityTypeId"] = (int)type, ["filter"] = new JsonObject { ["=imol"] = code },
                        ["select"] = type is EntityType.Lead ? new JsonArray("id", "stageId", "stageSemanticId") : new JsonArray("id"), ["start"] = -1,
                    }),
                    answer => holders[code].AddRange(PortalJson.Rows((answer.Result as JsonObject)?["items"]).Where(row => row.Id("id") is not null)
                        .Select(row => (new EntityRef(type, row.Id("id")!.Value), IsClosed(row)))));
            }
        }

        if (await batch.RunAsync(cancellationToken) is { } error) return PortalFailures.From(error);
        return codes.Where(code => ImolCode.TryParse(code, out _)).Select(code =>
        {
            _ = ImolCode.TryParse(code, out var parts);
            var others = holders[code].Where(holder => holder.Record != survivor).ToList();
            return new LinkCheck(
                parts!.Connector, parts.Line, holders[code].Exists(holder => holder.Record == survivor),
                [.. others.Where(holder => !holder.IsClosed).Select(holder => holder.Record)],
                [.. others.Where(holder => holder.IsClosed).Select(holder => holder.Record)]);
        }).ToList();
    }

    private static bool IsClosed(JsonObject row) =>
        row.Text("stageSemanticId") is "S" or "F" || row.Text("stageId") is StepPlanner.ConvertedStage or "JUNK";
}
