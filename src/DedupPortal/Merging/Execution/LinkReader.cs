using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>
/// Looks up who holds each open-line code, on the requests that a collector sends anyway. A code that the survivor holds and no other
/// open record does leads the next message there; a converted lead is closed and gets none.
/// </summary>
internal sealed class LinkReader
{
    private readonly EntityRef _survivor;
    private readonly Dictionary<string, List<(EntityRef Record, bool IsClosed)>> _holders;
    private bool _failed;

    public LinkReader(BatchCollector batch, EntityRef survivor, IReadOnlyList<string> codes)
    {
        _survivor = survivor;
        _holders = codes.ToDictionary(code => code, _ => new List<(EntityRef Record, bool IsClosed)>(), StringComparer.Ordinal);
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
                    answer => _holders[code].AddRange(PortalJson.Rows((answer.Result as JsonObject)?["items"]).Where(row => row.Id("id") is not null)
                        .Select(row => (new EntityRef(type, row.Id("id")!.Value), IsClosed(row)))),
                    _ =>
                    {
                        // The merge is done whatever becomes of this look.
                        _failed = true;
                        return null;
                    });
            }
        }
    }

    /// <summary>One per code, after the collector has run; null when a look failed.</summary>
    public IReadOnlyList<LinkCheck>? Links() => _failed ? null : [.. _holders.Where(code => ImolCode.TryParse(code.Key, out _)).Select(code =>
    {
        _ = ImolCode.TryParse(code.Key, out var parts);
        var others = code.Value.Where(holder => holder.Record != _survivor).ToList();
        return new LinkCheck(
            parts!.Connector, parts.Line, code.Value.Exists(holder => holder.Record == _survivor),
            [.. others.Where(holder => !holder.IsClosed).Select(holder => holder.Record)],
            [.. others.Where(holder => holder.IsClosed).Select(holder => holder.Record)]);
    })];

    private static bool IsClosed(JsonObject row) =>
        row.Text("stageSemanticId") is "S" or "F" || row.Text("stageId") is StepPlanner.ConvertedStage or "JUNK";
}
