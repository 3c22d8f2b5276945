using System.Runtime.InteropServices;
using DedupPortal.Matching.Linkage;

namespace DedupPortal.Matching;

/// <summary>
/// What came out of every comparison of a pair, as one number: the outcome of each feature, of time the bin, no weight and no
/// text. Pairs with one pattern differ in how common their values are and in who else fits, nothing else. The numbers are stable
/// and may be stored.
/// </summary>
/// <param name="Value">The packed outcomes; 0 for a pair that nothing was compared of.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LevelPattern(long Value)
{
    // Place and width of each feature's outcome. Never change one: add behind the last.
    private static readonly Slot s_relation = new(0, 3), s_time = new(28, 7), s_sibling = new(35, 1);

    internal static readonly Slot FirstName = new(3, 3), Surname = new(6, 3), Patronymic = new(9, 2), Sex = new(11, 2), HandleEmail = new(13, 2),
        HandleName = new(15, 2), Phone = new(17, 3), Email = new(20, 2), TelegramId = new(22, 2), Username = new(24, 2), Company = new(26, 2);

    private static readonly Dictionary<ReasonCode, (Slot Slot, int Outcome)> s_outcomes = Outcomes(
        (FirstName, [ReasonCode.FirstNameSame, ReasonCode.FirstNameDiminutive, ReasonCode.FirstNameSimilar, ReasonCode.FirstNameDifferent]),
        (Surname, [ReasonCode.SurnameSame, ReasonCode.SurnameSimilar, ReasonCode.SurnameInitialSame, ReasonCode.SurnameInitialDifferent, ReasonCode.SurnameDifferent]),
        (Patronymic, [ReasonCode.PatronymicSame, ReasonCode.PatronymicDifferent]),
        (Sex, [ReasonCode.SexSame, ReasonCode.SexDifferent]),
        (HandleEmail, [ReasonCode.HandleEmailSame, ReasonCode.HandleEmailSimilar, ReasonCode.HandleEmailDifferent]),
        (HandleName, [ReasonCode.HandleSurname, ReasonCode.HandleNameDifferent]),
        (Phone, [ReasonCode.PhoneSame, ReasonCode.PhoneInText, ReasonCode.PhoneInTextOfAnother, ReasonCode.PhoneInTextDifferent, ReasonCode.PhoneDifferent]),
        (Email, [ReasonCode.EmailSame, ReasonCode.EmailInText, ReasonCode.EmailDifferent]),
        (TelegramId, [ReasonCode.TelegramIdSame, ReasonCode.TelegramIdDifferent, ReasonCode.TelegramChatSame]),
        (Username, [ReasonCode.UsernameSame, ReasonCode.UsernameDifferent]),
        (Company, [ReasonCode.CompanyNameSame, ReasonCode.CompanyNameSimilar, ReasonCode.CompanyNameDifferent]),
        (s_sibling, [ReasonCode.SiblingEvidence]));

    /// <summary>The pattern of a pair's bars; bars that are no comparison (prior, competition, decisions) leave no trace.</summary>
    public static LevelPattern Of(PairRelation relation, IEnumerable<WeightBar> bars)
    {
        ArgumentNullException.ThrowIfNull(bars);
        var value = s_relation.Put((int)relation);
        foreach (var bar in bars)
        {
            if (s_outcomes.TryGetValue(bar.Code, out var outcome)) value |= outcome.Slot.Put(outcome.Outcome);
            else if (bar.Parameters.Seconds is { } seconds && FirstBin(bar.Code) is { } first) value |= s_time.Put(first + TimeModel.BinOf(seconds));
        }

        return new LevelPattern(value);
    }

    /// <summary>How the two cards came to be compared.</summary>
    public PairRelation Relation => (PairRelation)this[s_relation];

    /// <summary>Bin of time as in <see cref="Levels"/>; 0 for nothing near.</summary>
    internal int TimeBin => Math.Min(this[s_time], Levels.TimeCount - 1);

    /// <summary>Outcome of a feature, from 1 on in the order of its codes; 0 where a side is silent.</summary>
    internal int this[Slot slot] => (int)(Value >> slot.Shift) & ((1 << slot.Width) - 1);

    private static int? FirstBin(ReasonCode code) => code switch
    {
        ReasonCode.TimeAfterMessage => Levels.AfterMessage,
        ReasonCode.TimeCardAfterChat => Levels.CardAfter,
        ReasonCode.TimeCardBeforeChat => Levels.CardBefore,
        _ => null,
    };

    private static Dictionary<ReasonCode, (Slot Slot, int Outcome)> Outcomes(params ReadOnlySpan<(Slot Slot, ReasonCode[] Codes)> features)
    {
        var outcomes = new Dictionary<ReasonCode, (Slot, int)>();
        foreach (var (slot, codes) in features)
            for (var i = 0; i < codes.Length; i++) outcomes.Add(codes[i], (slot, i + 1));
        return outcomes;
    }

    /// <summary>Where a feature's outcome stands in the number.</summary>
    internal readonly record struct Slot(int Shift, int Width)
    {
        internal long Put(int outcome) => (long)outcome << Shift;
    }
}
