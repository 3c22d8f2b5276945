using DedupPortal.Matching.Records;

namespace DedupPortal.Matching.Scoring;

/// <summary>Pairs of cards with one Telegram identity: one person for certain, whatever line or connector brought them.</summary>
internal sealed class SameTelegram(IReadOnlyList<NormalizedRecord> byContent, MatchModel model, Decided decided)
{
    // A chat that made hundreds of cards is one group already when each is paired with the next few.
    private const int MostNeighbours = 10;

    /// <param name="total">Telegram cards of the whole portal.</param>
    internal List<MatchScore> Run(int total)
    {
        var cards = byContent.Where(IsCounted).ToList();
        var prior = Bits.LogOdds(model.DuplicateShare) - Math.Log2(Math.Max(1, total));
        var scores = new List<MatchScore>();
        var seen = new HashSet<RecordPair>();
        foreach (var group in Groups(cards))
        {
            for (var i = 0; i < group.Count; i++)
                for (var j = i + 1; j < group.Count && j <= i + MostNeighbours; j++)
                    if (IsDuplicate(group[i], group[j]) && seen.Add(new RecordPair(group[i].Index, group[j].Index)))
                        scores.Add(Score(group[i], group[j], prior, total));
        }

        return scores;
    }

    internal static bool IsCounted(NormalizedRecord card) => card.Kind != RecordKind.Deal && card.Origin != TelegramOrigin.None;

    private static IEnumerable<List<NormalizedRecord>> Groups(List<NormalizedRecord> cards) =>
      cards.SelectMany(card => Persons.IdentityKeys(card).Select(key => (key, card)))
        .GroupBy(pair => pair.key, pair => pair.card, StringComparer.Ordinal)
        .Where(group => group.Skip(1).Any())
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => group.ToList());

    private bool IsDuplicate(NormalizedRecord one, NormalizedRecord other)
    {
        if (decided.AreDifferent(one.Index, other.Index)) return false;
        if (one.Raw.OwnerContact == other.Index || other.Raw.OwnerContact == one.Index) return false;
        // A lead and a contact in the very same chat are how the CRM links them; on two lines they are a duplicate.
        return one.Kind == other.Kind || !one.Chats.Intersect(other.Chats, StringComparer.Ordinal).Any();
    }

    private MatchScore Score(NormalizedRecord one, NormalizedRecord other, double prior, int cards)
    {
        var evidence = new Evidence();
        evidence.Add(one.TelegramId is { } id && id == other.TelegramId ? Certain.TelegramId(id) : Certain.TelegramChat());
        var bars = new List<WeightBar> { ReasonWriter.Prior(prior, model.DuplicateShare, cards) };
        bars.AddRange(ReasonWriter.Bars(evidence, new Compared(one, one.Name), new Compared(other, other.Name)));
        var logOdds = bars.Sum(bar => bar.Bits);
        return new MatchScore(
          new RecordPair(one.Index, other.Index), PairRelation.SameTelegram, evidence.Bits, logOdds,
          Verdict.Of(logOdds, model.PossibleThreshold, model.MatchThreshold, restrained: false), evidence.Vector(), new WeightExplanation(bars));
    }
}
