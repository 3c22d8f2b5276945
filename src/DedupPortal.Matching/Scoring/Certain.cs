namespace DedupPortal.Matching.Scoring;

/// <summary>Findings that hardly leave a doubt.</summary>
internal static class Certain
{
    // Two people with one Telegram id: only a broken connector does that. Large enough to outweigh everything else.
    internal const double TelegramIdBits = 40;

    internal static Finding TelegramId(long id) => new(Feature.TelegramId, ReasonCode.TelegramIdSame, 2, TelegramIdBits, Number: id);

    internal static Finding TelegramChat() => new(Feature.TelegramId, ReasonCode.TelegramChatSame, 1, TelegramIdBits);

    /// <summary>
    /// A phone, e-mail or username that both sides have. u is the number of strangers expected to have it, over all cards:
    /// a few in a hundred for anybody's, half of those beyond the second card that carries it.
    /// </summary>
    internal static Finding ContactPoint(Feature feature, ReasonCode code, int level, double m, int count, int cards, MatchModel model)
    {
        var strangers = model.StrangersPerContactPoint + 0.5 * Math.Max(0, count - 2);
        var u = Math.Min(0.5, strangers / Math.Max(2, cards));
        return new Finding(feature, code, level, Bits.Weight(m, u), u, 0, count);
    }

    // Beyond anything evidence can reach, so that a decision always leads its cluster's links.
    private const double AssertedBits = 60;

    private static readonly WeightBar s_asserted = new(Feature.Assertion, ReasonCode.AssertedSame, AssertedBits, ReasonParameters.None);

    /// <summary>A scored pair that a person has declared the same.</summary>
    internal static MatchScore Assert(MatchScore score)
    {
        var bars = new List<WeightBar>(score.Explanation.Bars) { s_asserted };
        return score with
        {
            LogOdds = score.LogOdds + AssertedBits,
            Classification = Classification.Match,
            Comparisons = score.Comparisons.With(Feature.Assertion, 1),
            Explanation = new WeightExplanation(bars),
        };
    }

    /// <summary>Whether a person has declared the pair the same.</summary>
    internal static bool IsAsserted(MatchScore score) => score.Comparisons[Feature.Assertion] > 0;

    /// <summary>A pair that only a person's decision holds together.</summary>
    internal static MatchScore Asserted(RecordPair pair)
    {
        WeightBar[] bars = [s_asserted];
        return new MatchScore(
          pair, PairRelation.Asserted, AssertedBits, AssertedBits, Classification.Match,
          default(ComparisonVector).With(Feature.Assertion, 1), new WeightExplanation(bars));
    }
}
