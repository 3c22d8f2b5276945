using DedupPortal.Matching.Indexing;
using DedupPortal.Matching.Names;

namespace DedupPortal.Matching.Scoring;

/// <summary>Compares the names of two cards. A silent side gives no finding at all.</summary>
internal sealed class NameComparison(MatchModel model, AgreementLevels firstNames, NameStatistics statistics)
{
    /// <summary>Adds the findings about both names.</summary>
    /// <param name="one">The card that looks for its person.</param>
    /// <param name="other">A card among those the statistics were counted on.</param>
    /// <param name="shareContactPoint">
    /// Whether both already share a phone: then strangers are family and a common surname says little.
    /// </param>
    /// <param name="evidence">Receives the findings.</param>
    internal void Compare(PersonName one, PersonName other, bool shareContactPoint, Evidence evidence)
    {
        CompareFirst(one, other, evidence);
        CompareSurname(one, other, shareContactPoint, evidence);
        ComparePatronymic(one, other, evidence);
        if ((one.First is null || other.First is null) && one.Sex != Sex.Unknown && other.Sex != Sex.Unknown) CompareSex(one.Sex, other.Sex, evidence);
    }

    /// <summary>Whether certain first names or certain surnames contradict each other. Symmetric, cheap.</summary>
    internal static bool Contradict(PersonName one, PersonName other) =>
      one.First is { } a && other.First is { } b && one.FirstCertain && other.FirstCertain && FirstLevel(a, b) == 0
      || one.Surname is { } s && other.Surname is { } t && one.SurnameCertain && other.SurnameCertain && s != t && !NearIndex.AreNear(s, t);

    /// <summary>3 same form, 2 another form of one name, 1 a slip of the finger, 0 different. Symmetric.</summary>
    internal static int FirstLevel(NameForm one, NameForm other)
    {
        if (one.Key == other.Key) return 3;
        if (one.SharesGroup(other)) return 2;
        return NameStatistics.AreNear(one, other) ? 1 : 0;
    }

    private void CompareFirst(PersonName one, PersonName other, Evidence evidence)
    {
        if (one.First is not { } a || other.First is not { } b) return;
        var level = FirstLevel(a, b);
        if (level == 0 && !(one.FirstCertain && other.FirstCertain)) return;
        var rates = statistics.Of(a);
        var m = firstNames;
        evidence.Add(level switch
        {
            3 => Finding(ReasonCode.FirstNameSame, level, m.Equal, rates.Same),
            2 => Finding(ReasonCode.FirstNameDiminutive, level, m.Related, Math.Max(rates.Related, Floor)),
            1 => Finding(ReasonCode.FirstNameSimilar, level, m.Near, Math.Max(rates.Near, Floor)),
            _ => Finding(ReasonCode.FirstNameDifferent, level, m.Different, rates.Different),
        });

        static Finding Finding(ReasonCode code, int level, double m, double u) => new(Feature.FirstName, code, level, Bits.Weight(m, u), u);
    }

    private const double Floor = 1e-4;

    private void CompareSurname(PersonName one, PersonName other, bool family, Evidence evidence)
    {
        var m = model.Surname;
        if (one.Surname is { } a && other.Surname is { } b)
        {
            if (a == b) Add(ReasonCode.SurnameSame, 4, m.Equal, statistics.SurnameRate(a));
            else if (NearIndex.AreNear(a, b)) Add(ReasonCode.SurnameSimilar, 3, m.Near, statistics.NearSurnameRate(a));
            else if (one.SurnameCertain && other.SurnameCertain) Add(ReasonCode.SurnameDifferent, 0, m.Different, 1 - statistics.SurnameRate(a));
            return;
        }

        var (initial, full) = one.Surname is null ? (one.SurnameInitial, other.Surname) : (other.SurnameInitial, one.Surname);
        var wanted = full is { Length: > 0 } ? full[0] : other.SurnameInitial;
        if (full is null && one.SurnameInitial != '\0') initial = one.SurnameInitial;
        if (initial == '\0' || wanted == '\0') return;
        var rate = statistics.InitialRate(initial);
        if (initial == wanted) Add(ReasonCode.SurnameInitialSame, 2, m.Equal + m.Near, rate);
        else Add(ReasonCode.SurnameInitialDifferent, 1, m.Different, 1 - rate);

        void Add(ReasonCode code, int level, double probability, double rate)
        {
            if (family && code is ReasonCode.SurnameSame or ReasonCode.SurnameSimilar or ReasonCode.SurnameInitialSame)
                rate = family ? Math.Max(rate, model.FamilySurname) : rate;
            evidence.Add(new Finding(Feature.Surname, code, code is ReasonCode.SurnameInitialDifferent ? 0 : level, Bits.Weight(probability, Math.Clamp(rate, 1e-6, 1)), rate));
        }
    }

    private void ComparePatronymic(PersonName one, PersonName other, Evidence evidence)
    {
        if (one.Patronymic is not { } a || other.Patronymic is not { } b) return;
        var rate = statistics.PatronymicRate(a);
        evidence.Add(a == b || NearIndex.AreNear(a, b)
          ? new Finding(Feature.Patronymic, ReasonCode.PatronymicSame, 1, Bits.Weight(model.Patronymic.Equal, rate), rate)
          : new Finding(Feature.Patronymic, ReasonCode.PatronymicDifferent, 0, Bits.Weight(model.Patronymic.Different, 1 - rate), 1 - rate));
    }

    private void CompareSex(Sex one, Sex other, Evidence evidence)
    {
        var rate = statistics.SexRate(one);
        evidence.Add(one == other
          ? new Finding(Feature.Sex, ReasonCode.SexSame, 1, Bits.Weight(model.Sex.Equal, rate), rate)
          : new Finding(Feature.Sex, ReasonCode.SexDifferent, 0, Bits.Weight(model.Sex.Different, 1 - rate), 1 - rate));
    }
}
