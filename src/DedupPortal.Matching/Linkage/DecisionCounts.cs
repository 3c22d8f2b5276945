namespace DedupPortal.Matching.Linkage;

/// <summary>
/// What people's decisions say about m. A pair decided the same counts as <see cref="Worth"/> anchors at the levels it had; a pair
/// decided different takes away what the engine would have counted it for, the same times its probability. The outcome does not
/// depend on the order of the decisions. More decisions in favour of a level never lower its weight: each feature is counted by
/// itself, and the share of contradictions, which reviewers hardly get to see, never falls below the given model's.
/// </summary>
internal sealed class DecisionCounts
{
    /// <summary>Worth of one decision in anchors.</summary>
    private const double Worth = 5;

    /// <summary>
    /// What decisions against a level leave of the given model's belief in it: half, that is one bit. Whoever rejects more often than that
    /// is heard by calibration.
    /// </summary>
    private const double Least = 0.5;

    private readonly Dictionary<(PairRelation, LevelPattern.Slot, int), double> _levels = [];
    private readonly double[] _time = new double[Levels.TimeCount];
    private readonly IReadOnlyList<ReviewedPair> _pairs;

    internal DecisionCounts(IReadOnlyList<ReviewedPair> pairs)
    {
        // Sums of fractions depend on their order, the portal's model must not.
        _pairs = [.. pairs.OrderBy(pair => pair.Pattern.Value).ThenBy(pair => pair.LogOdds).ThenBy(pair => pair.Same).ThenBy(pair => pair.Inferred)];
        foreach (var pair in _pairs)
        {
            var count = Worth * pair.Worth * (pair.Same ? 1 : -Bits.ToProbability(pair.LogOdds));
            var relation = pair.Pattern.Relation;
            foreach (var slot in s_slots)
            {
                var key = (relation, slot, pair.Pattern[slot]);
                _levels[key] = _levels.GetValueOrDefault(key) + count;
            }

            if (relation == PairRelation.TelegramToPhone) _time[pair.Pattern.TimeBin] += count;
        }
    }

    private static readonly LevelPattern.Slot[] s_slots =
    [
        LevelPattern.FirstName, LevelPattern.Surname, LevelPattern.Patronymic, LevelPattern.Sex, LevelPattern.HandleEmail, LevelPattern.HandleName,
        LevelPattern.Phone, LevelPattern.Email, LevelPattern.Username, LevelPattern.Company,
    ];

    /// <summary>No decision yet.</summary>
    internal static DecisionCounts None { get; } = new([]);

    /// <summary>
    /// The given model with the decisions, and with the anchors that a portal has found: <paramref name="anchors"/> by the parts of
    /// <see cref="Levels"/>, <paramref name="time"/> by bin; empty where there are none.
    /// </summary>
    internal MatchModel Apply(MatchModel given, ReadOnlySpan<double> anchors, ReadOnlySpan<double> time)
    {
        var first = Part(anchors, 0);
        var surname = Part(anchors, 1);
        var handle = Part(anchors, 4);
        var model = given with
        {
            // Contradicting cards are seldom candidates at all, so their share is not counted among anchors but kept.
            FirstName = Agreeing(given.FirstName, Of(LevelPattern.FirstName, 1, 2, 3, 4), new(first[(int)FormRelation.Same], first[(int)FormRelation.Related], first[(int)FormRelation.Near], 0)),
            Surname = Agreeing(given.Surname, Surnames(given.Surname), new(surname[(int)Levels.SurnameSame], 0, surname[(int)Levels.SurnameNear], 0)),
            HandleEmail = All(given.HandleEmail, Of(LevelPattern.HandleEmail, 1, 2, 0, 3), new(
                handle[(int)Levels.HandleSame] + handle[(int)Levels.HandleSameDigits] + handle[(int)Levels.HandleSameName],
                handle[(int)Levels.HandleWords] + handle[(int)Levels.HandleWordsName], 0, handle[(int)Levels.HandleDifferent])),
            Time = _time.All(count => count == 0) && time.IsEmpty ? given.Time : Time(given.Time, time),
        };
        if (!anchors.IsEmpty) model = model with { Version = given.Version + "+portal" };
        if (_pairs.Count == 0) return model;
        return model with
        {
            Version = model.Version + "+" + _pairs.Count.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Patronymic = Agreeing(given.Patronymic, Of(LevelPattern.Patronymic, 1, 0, 0, 2)),
            Sex = Agreeing(given.Sex, Of(LevelPattern.Sex, 1, 0, 0, 2)),
            HandleName = Agreeing(given.HandleName, Spread(given.HandleName, Of(LevelPattern.HandleName, 1, 0, 0, 2))),
            PhoneInText = Agreeing(given.PhoneInText, Of(LevelPattern.Phone, 2, 3, 0, 4)),
            Username = Agreeing(given.Username, Of(LevelPattern.Username, 1, 0, 0, 2)),
            FirstNameOfCards = Agreeing(given.FirstNameOfCards, OfCards(LevelPattern.FirstName, 1, 2, 3, 4)),
            PhoneOfCards = Agreeing(given.PhoneOfCards, OfCards(LevelPattern.Phone, 1, 0, 0, 5)),
            EmailOfCards = Agreeing(given.EmailOfCards, OfCards(LevelPattern.Email, 1, 0, 0, 3)),
            CompanyName = Agreeing(given.CompanyName, OfCards(LevelPattern.Company, 1, 0, 2, 3)),
            Calibrations = DecisionCalibration.ByRelation(_pairs),
        };
    }

    private static ReadOnlySpan<double> Part(ReadOnlySpan<double> anchors, int part) => anchors.IsEmpty ? s_nothing : anchors.Slice(part * 8, 8);

    private static readonly double[] s_nothing = new double[8];

    private static readonly AgreementLevels s_none = new(0, 0, 0, 0);

    private AgreementLevels Of(LevelPattern.Slot slot, int equal, int related, int near, int different) => Counted(PairRelation.TelegramToPhone, slot, equal, related, near, different);

    private AgreementLevels OfCards(LevelPattern.Slot slot, int equal, int related, int near, int different) => Counted(PairRelation.SameKind, slot, equal, related, near, different);

    private AgreementLevels Counted(PairRelation relation, LevelPattern.Slot slot, int equal, int related, int near, int different) =>
        new(At(relation, slot, equal), At(relation, slot, related), At(relation, slot, near), At(relation, slot, different));

    // An initial that agrees may stand for an equal surname or a near one.
    private AgreementLevels Surnames(AgreementLevels given)
    {
        var (whole, initial) = (Of(LevelPattern.Surname, 1, 0, 2, 5), Spread(given, Of(LevelPattern.Surname, 3, 0, 0, 4)));
        return new(whole.Equal + initial.Equal, 0, whole.Near + initial.Near, whole.Different + initial.Different);
    }

    // What the pattern does not tell apart keeps its proportion.
    private static AgreementLevels Spread(AgreementLevels given, AgreementLevels decided)
    {
        var part = decided.Equal / (1 - given.Different);
        return new(part * given.Equal, part * given.Related, part * given.Near, decided.Different);
    }

    private double At(PairRelation relation, LevelPattern.Slot slot, int outcome) => outcome == 0 ? 0 : _levels.GetValueOrDefault((relation, slot, outcome));

    private static double Counted(double given, double decided, double found) => Math.Max(Least * AnchorLearning.Prior * given, found + decided + AnchorLearning.Prior * given);

    private static AgreementLevels Agreeing(AgreementLevels given, AgreementLevels decided, AgreementLevels? anchors = null)
    {
        const double Prior = AnchorLearning.Prior;
        var found = anchors ?? s_none;
        if (decided == s_none && found == s_none) return given;
        var against = Math.Max(0, decided.Different);
        var all = Math.Max(0, decided.Equal) + Math.Max(0, decided.Related) + Math.Max(0, decided.Near) + against;
        var different = Math.Max(given.Different, (Prior * given.Different + against) / (Prior + all));
        var (share, before) = (1 - different, 1 - given.Different);
        double Count(double ofGiven, double ofDecided, double ofFound) => ofGiven == 0 ? 0 : Counted(ofGiven, ofDecided, ofFound);
        var (equal, related, near) = (Count(given.Equal, decided.Equal, found.Equal), Count(given.Related, decided.Related, found.Related), Count(given.Near, decided.Near, found.Near));
        var total = equal + related + near;
        return before <= 0 || total <= 0 ? given : new AgreementLevels(share * equal / total, share * related / total, share * near / total, different);
    }

    private static AgreementLevels All(AgreementLevels given, AgreementLevels decided, AgreementLevels anchors)
    {
        if (decided == s_none && anchors == s_none) return given;
        var (equal, related, different) = (
            Counted(given.Equal, decided.Equal, anchors.Equal), Counted(given.Related, decided.Related, anchors.Related), Counted(given.Different, decided.Different, anchors.Different));
        var total = equal + related + different;
        return given with { Equal = equal / total, Related = related / total, Different = different / total };
    }

    // Pairs without a relation in time are found less often than others: decisions may only add to their share.
    private TimeModel Time(TimeModel given, ReadOnlySpan<double> anchors)
    {
        const double Prior = AnchorLearning.Prior;
        var counts = new double[Levels.TimeCount];
        var (total, decided) = (Prior, 0.0);
        for (var bin = 0; bin < counts.Length; bin++)
        {
            total += counts[bin] = anchors.IsEmpty ? 0 : anchors[bin];
            decided += Math.Max(0, _time[bin]);
        }

        var learnt = (counts[0] + Prior * given.Nothing) / total;
        var nothing = Math.Max(learnt, (counts[0] + Math.Max(0, _time[0]) + Prior * given.Nothing) / (total + decided));
        double[] Counts(IReadOnlyList<double> shares, int first) => [.. shares.Select((share, bin) => Counted(share, _time[first + bin], counts[first + bin]))];
        var (after, cardAfter, cardBefore) = (Counts(given.AfterMessage, Levels.AfterMessage), Counts(given.CardAfterChat, Levels.CardAfter), Counts(given.CardBeforeChat, Levels.CardBefore));
        var part = (1 - nothing) / (after.Sum() + cardAfter.Sum() + cardBefore.Sum());
        double[] Shares(double[] found) => Array.ConvertAll(found, count => part * count);
        return new TimeModel(Shares(after), Shares(cardAfter), Shares(cardBefore), nothing);
    }
}
