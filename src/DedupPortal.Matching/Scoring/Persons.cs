using DedupPortal.Matching.Clustering;
using DedupPortal.Matching.Records;

namespace DedupPortal.Matching.Scoring;

/// <summary>
/// Puts Telegram cards together that are one person for certain before any statistics.
/// </summary>
internal static class Persons
{
    /// <summary>Telegram cards by person: one Telegram id, one chat, or a lead with its contact.</summary>
    internal static List<List<int>> OfTelegram(IReadOnlyList<NormalizedRecord> cards)
    {
        var sets = new UnionFind(cards.Count);
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        var byIndex = new Dictionary<int, int>();
        for (var card = 0; card < cards.Count; card++) byIndex.Add(cards[card].Index, card);
        for (var card = 0; card < cards.Count; card++)
        {
            foreach (var key in IdentityKeys(cards[card]))
                if (!first.TryAdd(key, card)) sets.Union(first[key], card);
            if (cards[card].Raw.OwnerContact is { } owner && byIndex.TryGetValue(owner, out var contact)) sets.Union(card, contact);
        }

        return sets.Sets();
    }

    /// <summary>What two cards of one Telegram user have in common.</summary>
    internal static IEnumerable<string> IdentityKeys(NormalizedRecord record)
    {
        if (record.TelegramId is { } id) yield return "id " + id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (var chat in record.Chats) yield return "chat " + chat;
    }
}
