using DedupPortal.Matching.Indexing;
using DedupPortal.Matching.Records;

namespace DedupPortal.Matching.Scoring;

/// <summary>How common names and words are among all cards of one kind.</summary>
internal sealed class KindStatistics
{
    private readonly RecordKind _kind;
    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);

    internal KindStatistics(RecordKind kind, IReadOnlyList<NormalizedRecord> cards, MatchModel model)
    {
        _kind = kind;
        var counted = cards.Where(card => IsCounted(card, kind)).ToList();
        Cards = counted.Count;
        Names = new NameStatistics(counted.ConvertAll(card => card.Name), model.NamePriorCards);
        foreach (var card in counted) CountWords(card, 1);
    }

    internal NameStatistics Names { get; }

    internal int Cards { get; private set; }

    internal int CardsWithWord(string word) => _words.GetValueOrDefault(word);

    /// <summary>A finished lead beside a new one is a client's history, not a duplicate.</summary>
    internal static bool IsCounted(NormalizedRecord card, RecordKind kind) => card.Kind == kind && !(kind == RecordKind.Lead && card.Raw.Closed);

    /// <summary>Counts a card that came (+1) or went (−1) later; cards of other kinds do not count.</summary>
    internal void Change(NormalizedRecord card, int by)
    {
        if (!IsCounted(card, _kind)) return;
        Cards += by;
        Names.Change(card.Name, by);
        CountWords(card, by);
    }

    private void CountWords(NormalizedRecord card, int by)
    {
        if (_kind != RecordKind.Company) return;
        foreach (var word in card.Company.Words.Distinct(StringComparer.Ordinal)) _words[word] = _words.GetValueOrDefault(word) + by;
    }
}
