using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;
using DedupPortal.Testing;

namespace DedupPortal.EndToEnd.Tests.Merging;

/// <summary>The pairs that the emulator knows to be one person: Telegram side first.</summary>
internal static class PairsOfTruth
{
    /// <param name="bitrix">The portal.</param>
    /// <param name="kind">For example <c>pair</c>.</param>
    /// <param name="mode">For example <c>leads</c> or <c>leadIntoContact</c>.</param>
    /// <param name="note">For example <c>clean</c> or <c>conflict</c>; null for any.</param>
    public static async Task<IReadOnlyList<(EntityRef Telegram, EntityRef Phone)>> ReadAsync(EmulatorProcess bitrix, string kind, string mode, string? note = null) =>
    [
        .. from row in (await bitrix.TruthAsync()).OfType<JsonObject>()
           where (string?)row["kind"] == kind && (string?)row["mode"] == mode && (note is null || (string?)row["note"] == note)
           let cards = row["cards"]!.AsArray().Select(card => new EntityRef((EntityType)(int)card!["entityTypeId"]!, (long)card["id"]!)).ToList()
           select (cards[0], cards[1]),
    ];
}
