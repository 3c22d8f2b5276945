namespace DedupPortal.Matching;

/// <summary>How two cards came to be compared. Numbers are stable.</summary>
public enum PairRelation
{
    /// <summary>A card born in Telegram without a phone, and a card with phones.</summary>
    TelegramToPhone = 1,

    /// <summary>Two cards with the same Telegram identity.</summary>
    SameTelegram = 2,

    /// <summary>Two cards of one kind that share a phone, an e-mail or a company name.</summary>
    SameKind = 3,

    /// <summary>Two deals whose contacts match.</summary>
    DerivedDeal = 4,

    /// <summary>Two cards that a person has declared the same and that share nothing the engine knows.</summary>
    Asserted = 5,
}

/// <summary>The verdict about one pair and how it came about.</summary>
/// <param name="Pair">The two records.</param>
/// <param name="Relation">Why they were compared.</param>
/// <param name="Weight">
/// Weight of the evidence in bits: the sum of the bars between the prior and the competition (log2 m/u of each feature).
/// </param>
/// <param name="LogOdds">log2 of probability / (1 − probability): the sum of all bars.</param>
/// <param name="Classification">The verdict.</param>
/// <param name="Comparisons">Level reached by each feature.</param>
/// <param name="Explanation">The bars.</param>
public sealed record MatchScore(
  RecordPair Pair,
  PairRelation Relation,
  double Weight,
  double LogOdds,
  Classification Classification,
  ComparisonVector Comparisons,
  WeightExplanation Explanation)
{
    /// <summary>Probability that both cards are one person, 0 to 1.</summary>
    public double Probability => Bits.ToProbability(LogOdds);

    /// <summary>
    /// What would lift the pair over one half, or over the threshold of a match, the least change first. Only for pairs that are a
    /// <see cref="Classification.PossibleMatch"/> by evidence; empty for others.
    /// </summary>
    public IReadOnlyList<VerdictChange> Changes { get; init; } = [];

    /// <summary>What came out of every comparison, as one number. Cost: one pass over the bars.</summary>
    public LevelPattern Pattern => LevelPattern.Of(Relation, Explanation.Bars);
}
