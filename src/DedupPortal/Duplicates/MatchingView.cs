using DedupPortal.Matching;

namespace DedupPortal.Duplicates;

/// <summary>What a portal's matching stands on.</summary>
/// <param name="Version">Name of the version in use.</param>
/// <param name="InUse">The version in use; null while it is the shipped one.</param>
/// <param name="Waiting">Decisions that hold and that the version does not know yet: the next scan counts them in.</param>
/// <param name="Taken">Decisions that the version knows and that were taken back since.</param>
/// <param name="Calibrations">For each relation that can be calibrated how far it is.</param>
/// <param name="PromisedPrecision">Share of "one person" that is promised to be right, 0 to 1.</param>
/// <param name="Threshold">Probability of "one person" where decisions prove nothing yet, 0 to 1.</param>
/// <param name="LinkedShare">Share of chats whose client has a card with a phone, as learnt, 0 to 1.</param>
/// <param name="Shifts">What differs from the shipped model, the greatest difference first.</param>
public sealed record MatchingView(
    string Version, PortalModel? InUse, int Waiting, int Taken, IReadOnlyList<CalibrationState> Calibrations, double PromisedPrecision, double Threshold, double LinkedShare,
    IReadOnlyList<ModelShift> Shifts);

/// <summary>How far decisions have come to check the probabilities of one relation; <paramref name="Proved"/>: the threshold they prove, 0 to 1, or null.</summary>
public sealed record CalibrationState(PairRelation Relation, int Decisions, double? Proved)
{
    /// <summary>Decisions that are still missing; 0 when the probabilities are checked.</summary>
    public int Missing => Math.Max(0, DecisionCalibration.FewestDecisions - Decisions);
}

/// <summary>One outcome of a comparison whose weight differs from the shipped model's; <paramref name="Outcome"/> as in <c>Surname_Equal</c>.</summary>
/// <param name="Outcome">Feature and level.</param>
/// <param name="Bits">log2 of the learnt share to the shipped one: positive speaks more for one person than usual.</param>
public sealed record ModelShift(string Outcome, double Bits)
{
    /// <summary>Every outcome that can differ: a page has words for each.</summary>
    public static IReadOnlyList<string> Outcomes { get; } = [.. ModelShifts.Shares(MatchModel.Default).Select(share => share.Key)];
}

/// <summary>Compares a portal's model with the shipped one. Pure.</summary>
internal static class ModelShifts
{
    private const double Least = 0.1;
    private const int Most = 8;

    public static IReadOnlyList<ModelShift> Of(MatchModel learnt)
    {
        var shipped = Shares(MatchModel.Default).ToDictionary();
        return [.. Shares(learnt).Where(share => share.Value > 0 && shipped[share.Key] > 0)
            .Select(share => new ModelShift(share.Key, Math.Log2(share.Value / shipped[share.Key])))
            .Where(shift => Math.Abs(shift.Bits) >= Least).OrderByDescending(shift => Math.Abs(shift.Bits)).ThenBy(shift => shift.Outcome, StringComparer.Ordinal).Take(Most)];
    }

    /// <summary>Every outcome that has words on the page.</summary>
    internal static IEnumerable<KeyValuePair<string, double>> Shares(MatchModel model) =>
    [
        .. Levels(nameof(model.FirstName), model.FirstName), .. Levels(nameof(model.Surname), model.Surname), .. Levels(nameof(model.HandleEmail), model.HandleEmail),
        new($"{nameof(model.HandleName)}_{nameof(AgreementLevels.Equal)}", model.HandleName.Equal), new($"{nameof(model.HandleName)}_{nameof(AgreementLevels.Different)}", model.HandleName.Different),
        .. Levels(nameof(model.PhoneInText), model.PhoneInText),
        new($"{nameof(model.PhoneOfCards)}_{nameof(AgreementLevels.Equal)}", model.PhoneOfCards.Equal), new($"{nameof(model.EmailOfCards)}_{nameof(AgreementLevels.Equal)}", model.EmailOfCards.Equal),
        new($"{nameof(model.FirstNameOfCards)}_{nameof(AgreementLevels.Equal)}", model.FirstNameOfCards.Equal), new($"{nameof(model.FirstNameOfCards)}_{nameof(AgreementLevels.Different)}", model.FirstNameOfCards.Different),
        new("Time_AfterMessage", model.Time.AfterMessage.Sum()), new("Time_CardAfterChat", model.Time.CardAfterChat.Sum()), new("Time_CardBeforeChat", model.Time.CardBeforeChat.Sum()), new("Time_Nothing", model.Time.Nothing),
    ];

    private static IEnumerable<KeyValuePair<string, double>> Levels(string feature, AgreementLevels levels) => new KeyValuePair<string, double>[]
    {
        new($"{feature}_{nameof(levels.Equal)}", levels.Equal), new($"{feature}_{nameof(levels.Related)}", levels.Related), new($"{feature}_{nameof(levels.Near)}", levels.Near), new($"{feature}_{nameof(levels.Different)}", levels.Different),
    }.Where(level => level.Value > 0);
}
