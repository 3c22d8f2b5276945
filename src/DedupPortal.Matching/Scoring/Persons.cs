using DedupPortal.Matching.Clustering;
using DedupPortal.Matching.Indexing;
using DedupPortal.Matching.Records;

namespace DedupPortal.Matching.Scoring;

/// <summary>
/// Puts cards together that are one person for certain before any statistics, so that a client's lead and contact do not
/// compete with each other for his chat.
/// </summary>
internal static class Persons
{
    // A phone with more cards than that is handled by the nearest few; keeps a switchboard from becoming quadratic.
    private const int MostNeighbours = 12;

    /// <summary>
    /// Phone cards by person: those that share a usable phone and whose names do not contradict, and a lead with its contact.
    /// </summary>
    internal static List<List<int>> OfPhones(PhoneSideIndex index, IReadOnlyList<NormalizedRecord> all)
    {
        var sets = new UnionFind(index.Cards.Count);
        foreach (var phone in index.Phones.Keys.Order())
            UniteNeighbours(index.Phones[phone], sets, (a, b) => !NameComparison.Contradict(index.Names[a], index.Names[b]));
        var byIndex = index.Cards.Select((card, i) => (card.Index, i)).ToDictionary(c => c.Index, c => c.i);
        for (var card = 0; card < index.Cards.Count; card++)
            if (index.Cards[card].Raw.OwnerContact is { } owner && byIndex.TryGetValue(all[owner].Index, out var contact)) sets.Union(card, contact);
        return sets.Sets();
    }

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

    private static void UniteNeighbours(List<int> cards, UnionFind sets, Func<int, int, bool> compatible)
    {
        for (var i = 0; i < cards.Count; i++)
            for (var j = i + 1; j < cards.Count && j <= i + MostNeighbours; j++)
                if (compatible(cards[i], cards[j])) sets.Union(cards[i], cards[j]);
    }
}
