using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;
using DedupPortal.Testing;

namespace DedupPortal.Portal.Tests.Duplicates;

/// <summary>Pairs of the demo portal, in canonical order, by the emulator's own word.</summary>
internal sealed record DemoTruth(
    IReadOnlySet<(EntityRef, EntityRef)> Same, IReadOnlySet<(EntityRef, EntityRef)> Different, IReadOnlyDictionary<string, List<(EntityRef, EntityRef)>> ByKind)
{
    public static async Task<DemoTruth> ReadAsync(EmulatorProcess emulator)
    {
        var byKind = new Dictionary<string, List<(EntityRef, EntityRef)>>(StringComparer.Ordinal);
        foreach (var row in (await emulator.TruthAsync()).OfType<JsonObject>())
        {
            var cards = row["cards"]!.AsArray().Select(card => new EntityRef((EntityType)(int)card!["entityTypeId"]!, (long)card["id"]!)).ToList();
            var kind = $"{row["kind"]}/{row["mode"]}";
            if (!byKind.TryGetValue(kind, out var pairs)) byKind[kind] = pairs = [];
            pairs.AddRange(DemoScanTests.Pairs(cards));
        }

        return new DemoTruth(
            byKind.Where(kind => kind.Key.Split('/')[0] is "hiddenNumber" or "pair" or "classic" or "sameTelegram").SelectMany(kind => kind.Value).ToHashSet(),
            byKind.Where(kind => kind.Key.StartsWith("different", StringComparison.Ordinal)).SelectMany(kind => kind.Value).ToHashSet(),
            byKind);
    }
}
