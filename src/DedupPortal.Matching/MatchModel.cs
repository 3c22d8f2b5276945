namespace DedupPortal.Matching;

/// <summary>
/// What the engine believes before it sees a portal: for each feature the probability of each level among pairs that ARE
/// one person (m). The probability among pairs that are not (u) is never a parameter: it is counted from the portal itself
/// for the very value compared. Weights are log2(m/u) bits (Fellegi and Sunter 1969).
/// </summary>
public sealed record MatchModel
{
    /// <summary>
    /// The model shipped with the product. Its numbers are round ones, chosen on generated portals (README, "Where the
    /// numbers come from") and not fitted to any single data set.
    /// </summary>
    public static MatchModel Default { get; } = new() { Version = "prior-1" };

    /// <summary>Names this set of numbers; stored with every result.</summary>
    public required string Version { get; init; }

    /// <summary>From this probability on a pair is a <see cref="Classification.Match"/>.</summary>
    public double MatchThreshold { get; init; } = 0.9;

    /// <summary>
    /// Precision that <see cref="Classification.Match"/> promises where a portal's decisions can prove it: their threshold then takes
    /// the place of <see cref="MatchThreshold"/>.
    /// </summary>
    public double PromisedPrecision { get; init; } = 0.995;

    /// <summary>What the portal's decisions say about the probabilities, by relation; empty until there are decisions enough.</summary>
    public IReadOnlyDictionary<PairRelation, DecisionCalibration> Calibrations { get; init; } = new Dictionary<PairRelation, DecisionCalibration>();

    /// <summary>From this probability on a pair is a <see cref="Classification.PossibleMatch"/>.</summary>
    public double PossibleThreshold { get; init; } = 0.3;

    /// <summary>Pairs below this probability are not reported at all.</summary>
    public double ReportThreshold { get; init; } = 0.02;

    /// <summary>How many persons are reported for one Telegram card at most.</summary>
    public int CandidatesReported { get; init; } = 5;

    /// <summary>Share of Telegram cards whose client has a card with a phone (λ).</summary>
    public double LinkedShare { get; init; } = 0.6;

    /// <summary>Share of cards that have a duplicate of their own kind.</summary>
    public double DuplicateShare { get; init; } = 0.1;

    /// <summary>
    /// Worth, in cards, of general knowledge about how common a first name is: a portal of 30 cards has not seen every
    /// Anna yet.
    /// </summary>
    public double NamePriorCards { get; init; } = 100;

    /// <summary>A phone on more cards than this belongs to nobody in particular and is not used.</summary>
    public int SharedPhoneCards { get; init; } = 8;

    /// <summary>First name: same form, other form of one name, slip of the finger, different.</summary>
    public AgreementLevels FirstName { get; init; } = new(0.60, 0.26, 0.05, 0.09);

    /// <summary>The same between two cards of one kind, both typed by staff: family who share a phone differ here.</summary>
    public AgreementLevels FirstNameOfCards { get; init; } = new(0.80, 0.13, 0.03, 0.04);

    /// <summary>Surname: equal, slip of the finger, different. Initials use the sum of the first two.</summary>
    public AgreementLevels Surname { get; init; } = new(0.89, 0, 0.09, 0.02);

    /// <summary>Patronymic: equal, different.</summary>
    public AgreementLevels Patronymic { get; init; } = new(0.95, 0, 0, 0.05);

    /// <summary>Sex: equal, different.</summary>
    public AgreementLevels Sex { get; init; } = new(0.97, 0, 0, 0.03);

    /// <summary>Username against e-mail: equal, same words, nothing in common.</summary>
    public AgreementLevels HandleEmail { get; init; } = new(0.30, 0.15, 0, 0.55);

    /// <summary>
    /// Username against name: a word shaped like a surname is the surname, any other word is, a slip of the finger apart,
    /// names somebody else.
    /// </summary>
    public AgreementLevels HandleName { get; init; } = new(0.62, 0.20, 0.06, 0.12);

    /// <summary>Username against username on the phone card: equal, different (usernames are changed and given up).</summary>
    public AgreementLevels Username { get; init; } = new(0.85, 0, 0, 0.15);

    /// <summary>Phone out of a text: own, somebody else's, different.</summary>
    public AgreementLevels PhoneInText { get; init; } = new(0.85, 0.03, 0, 0.12);

    /// <summary>Phone of two cards of one kind: a shared one, none shared.</summary>
    public AgreementLevels PhoneOfCards { get; init; } = new(0.80, 0, 0, 0.20);

    /// <summary>E-mail of two cards of one kind: a shared one, none shared.</summary>
    public AgreementLevels EmailOfCards { get; init; } = new(0.80, 0, 0, 0.20);

    /// <summary>Company name: equal, shares its rarest word, different.</summary>
    public AgreementLevels CompanyName { get; init; } = new(0.75, 0, 0.15, 0.10);

    /// <summary>Expected number of strangers among the portal's cards who have a given client's phone or e-mail.</summary>
    public double StrangersPerContactPoint { get; init; } = 0.025;

    /// <summary>
    /// Share of clients whose number a relative or colleague gives in a chat of his own as somebody else's; twice the share
    /// of clients who speak so of their own card's number, so that it says less than half of what an own number says.
    /// </summary>
    public double RelativesPerPhone { get; init; } = 0.06;

    /// <summary>Of strangers who share a phone, the part that also shares the surname: families do.</summary>
    public double FamilySurname { get; init; } = 0.4;

    /// <summary>Share of clients who write from a second Telegram account; the floor of the "contested" bar.</summary>
    public double SecondAccountShare { get; init; } = 0.03;

    /// <summary>Time between the events of the phone card and the chat.</summary>
    public TimeModel Time { get; init; } = TimeModel.Default;

    /// <summary>Deals of matching contacts: the two may be this far apart.</summary>
    public TimeSpan DealWindow { get; init; } = TimeSpan.FromDays(45);

    /// <summary>Passes of the mean-field iteration that lets one card answer one chat.</summary>
    public int CompetitionPasses { get; init; } = 5;

    /// <summary>
    /// What the portal has taught before (<see cref="MatchResult.Model"/> of an earlier run): its Telegram cards are linked with it as
    /// it is, instead of learning anew. Given together with the decisions of that run, the same cards get the same scores. Null: learn.
    /// </summary>
    public MatchModel? Taught { get; init; }

    /// <summary>
    /// The model with a portal's decisions counted in, for portals too small to teach more; <see cref="MatchEngine"/> does the same
    /// with <see cref="MatchConstraints.Reviewed"/>. Its version ends in the number of decisions. Five decisions move it a little,
    /// five hundred a lot; their order does not matter. Retracted decisions are left out of the list. Cost: linear.
    /// </summary>
    public MatchModel With(IReadOnlyList<ReviewedPair> decisions)
    {
        ArgumentNullException.ThrowIfNull(decisions);
        return new Linkage.DecisionCounts(decisions).Apply(this, [], []);
    }

    /// <summary>The threshold of a match for one relation: proved by decisions, else <see cref="MatchThreshold"/>.</summary>
    public double ThresholdOf(PairRelation relation) => CalibrationOf(relation)?.ThresholdFor(PromisedPrecision) ?? MatchThreshold;

    internal DecisionCalibration? CalibrationOf(PairRelation relation) => Calibrations.GetValueOrDefault(relation);
}
