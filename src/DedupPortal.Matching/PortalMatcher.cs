using System.Runtime.InteropServices;
using DedupPortal.Matching.Linkage;
using DedupPortal.Matching.Records;
using DedupPortal.Matching.Scoring;

namespace DedupPortal.Matching;

/// <summary>One row of a portal's result: a Telegram card, a phone card, how likely they are one person.</summary>
/// <param name="TelegramCard">Number of the Telegram card.</param>
/// <param name="PhoneCard">Number of the phone card.</param>
/// <param name="Weight">Evidence in bits.</param>
/// <param name="Probability">0 to 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LinkedPair(long TelegramCard, long PhoneCard, double Weight, double Probability);

/// <summary>Why a pair has its score.</summary>
/// <param name="Explanation">The bars; they sum to the log-odds.</param>
/// <param name="Changes">What would lift the pair over one half, or over the threshold of a match, the least change first.</param>
public sealed record PairExplanation(WeightExplanation Explanation, IReadOnlyList<VerdictChange> Changes)
{
    /// <summary>Probability that both cards are one person, 0 to 1.</summary>
    public double Probability => Bits.ToProbability(Explanation.Total);
}

/// <summary>
/// A portal's cards, indexed: finds the phone cards of its Telegram cards, all at once or one that changed. Not for several
/// threads at once; <see cref="Link"/> uses all cores itself.
/// </summary>
public sealed partial class PortalMatcher
{
    private PortalIndex _index;
    private PortalCounts _counts;
    private readonly CardReader _reader = new();
    private readonly Evidence _evidence = new();
    private Alternatives _alternatives = new(0);
    private Posteriors? _posteriors;
    private ChatScoring? _scoring;
    private Alternatives? _one;
    private Dictionary<long, int>? _rows;
    private readonly DecisionCounts _decisions;
    private readonly MatchModel _given;
    private double _prior;

    internal PortalMatcher(PortalIndex index, MatchModel model, IReadOnlyList<ReviewedPair> reviewed)
    {
        (_index, _given, _decisions) = (index, model, new DecisionCounts(reviewed));
        Model = model;
        _index.PrepareChats();
        _counts = new PortalCounts(index, model);
    }

    /// <summary>The model in use; after <see cref="Link"/> the one that the portal has taught.</summary>
    public MatchModel Model { get; private set; }

    /// <summary>Number of Telegram cards.</summary>
    public int TelegramCards => _index.Chats.Length;

    /// <summary>Number of cards with phones.</summary>
    public int PhoneCards => _index.Rows - _index.Late.Gone;

    /// <summary>Number of the Telegram card at a place, 0 to <see cref="TelegramCards"/> − 1, by rising creation.</summary>
    public long TelegramCardAt(int place) => _index.ChatTags[place];

    /// <summary>
    /// Learns the portal's model and links all Telegram cards; pairs by Telegram card, the likeliest first. The same cards
    /// give the same pairs whatever their order and the number of cores. Throws <see cref="OperationCanceledException"/>.
    /// </summary>
    public IEnumerable<LinkedPair> Link(CancellationToken cancellationToken)
    {
        Fold();
        Model = AnchorLearning.Learn(_index, _counts, _given, _decisions);
        _prior = PriorOf(Model);
        _alternatives = new Alternatives(_index.ChatCount);
        const int Portion = 512;
        var next = 0;
        Parallel.For(0, Environment.ProcessorCount, _ =>
        {
            var scoring = new ChatScoring(_index, _counts, Model, _prior);
            int first;
            while ((first = Interlocked.Add(ref next, Portion) - Portion) < _index.ChatCount)
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (var chat = first; chat < Math.Min(first + Portion, _index.ChatCount); chat++) scoring.Score(chat, _alternatives);
            }
        });
        _posteriors = new Posteriors(_alternatives, _index.Rows, _prior, Model);
        (_scoring, _listing) = (null, null);
        return Pairs();
    }

    /// <summary>
    /// Matches one Telegram card anew against the portal as it stands, with what other chats already claim. No scan: look-ups
    /// and a bounded number of comparisons. Empty when there is no such card. Throws <see cref="InvalidOperationException"/>
    /// before <see cref="Link"/>.
    /// </summary>
    public IReadOnlyList<LinkedPair> Rematch(long telegramCard) =>
        RowOf(telegramCard) is { } row ? Rematch(_index.Chats[row], _index.ChatOfRow[row], telegramCard) : [];

    /// <summary>The same for a card that is new or whose texts have changed; the index keeps its old state.</summary>
    public IReadOnlyList<LinkedPair> Rematch(in TelegramCardText card)
    {
        var contacts = _index.Contacts.Count;
        var draft = new PortalDraft(_index);
        _reader.ReadChat(in card, draft);
        var row = draft.Chats[0];
        _index.PrepareChat(in row);
        var pairs = Rematch(row, RowOf(card.Id) is { } old ? _index.ChatOfRow[old] : -1, card.Id);
        _index.Contacts.RemoveRange(contacts, _index.Contacts.Count - contacts);
        return pairs;
    }

    /// <summary>
    /// Why a pair has its score; null when one of the cards is not in the portal. Throws
    /// <see cref="InvalidOperationException"/> before <see cref="Link"/>.
    /// </summary>
    public PairExplanation? Explain(long telegramCard, long phoneCard)
    {
        if (RowOf(telegramCard) is not { } chatRow || PhoneRowOf(phoneCard) is not { } phoneRow) return null;
        var scoring = Scoring();
        var chat = _index.ChatOfRow[chatRow];
        var findings = new PairFindings(_index, scoring.Weights);
        scoring.Turn(chatRow);
        findings.Read(scoring.Compare(phoneRow), chatRow, phoneRow, _evidence);
        var bars = new List<WeightBar> { ReasonWriter.Prior(_prior, Model.LinkedShare, _index.Persons.Count) };
        foreach (var finding in _evidence.Findings)
            bars.Add(new WeightBar(finding.Feature, finding.Code, finding.Bits, ReasonWriter.Parameters(finding, null, null)));
        var person = _index.Persons.Of(phoneRow);
        var (others, contested) = _posteriors!.Bars(chat, person);
        var best = _alternatives.Of(chat);
        var lent = 0.0;
        foreach (var alternative in best)
            if (alternative.Person == person) lent = alternative.Weight - _evidence.Bits;
        // Within the rounding of the sums it is the very pair.
        if (Math.Abs(lent) > 1e-3) bars.Add(new WeightBar(Feature.Sibling, ReasonCode.SiblingEvidence, lent, ReasonParameters.None));
        bars.Add(new WeightBar(Feature.Competition, others < 0 ? ReasonCode.CompetitionOthers : ReasonCode.CompetitionNone, others, new ReasonParameters { Count = Math.Max(0, best.Length - 1) }));
        if (contested < 0) bars.Add(new WeightBar(Feature.Contested, ReasonCode.ContestedByOthers, contested, ReasonParameters.None));
        var said = bars.Sum(bar => bar.Bits);
        if (ReasonWriter.Calibration(Model, PairRelation.TelegramToPhone, said) is { } calibration) bars.Add(calibration);
        return new PairExplanation(new WeightExplanation(bars), findings.Changes(_evidence, said, Model));
    }

    private int? RowOf(long telegramCard)
    {
        if (_rows is null)
        {
            _rows = new Dictionary<long, int>(_index.ChatTags.Length);
            for (var row = 0; row < _index.ChatTags.Length; row++) _rows[_index.ChatTags[row]] = row;
        }

        return _rows.TryGetValue(telegramCard, out var found) ? found : null;
    }

    private ChatScoring Scoring()
    {
        if (_posteriors is null) throw new InvalidOperationException("The portal has not been linked yet.");
        return _scoring ??= new ChatScoring(_index, _counts, Model, _prior);
    }

    private List<LinkedPair> Rematch(ChatRow row, int chat, long telegramCard)
    {
        var scoring = Scoring();
        _one ??= new Alternatives(1);
        scoring.ScoreRow(in row, _one);
        var best = _one.Of(0);
        Span<double> odds = stackalloc double[Alternatives.Most];
        var sum = 1 + _one.RestOdds(0);
        for (var i = 0; i < best.Length; i++) sum += odds[i] = Bits.Exp2(_prior + best[i].Weight) * _posteriors!.FreeFor(best[i].Person, chat);
        var pairs = new List<LinkedPair>(best.Length);
        for (var i = 0; i < best.Length && i < Model.CandidatesReported; i++)
            pairs.Add(new LinkedPair(telegramCard, _index.PhoneTags[best[i].PhoneRow], best[i].Weight, Calibrated(Math.Log2(odds[i] / (sum - odds[i])))));
        pairs.Sort((a, b) => b.Probability.CompareTo(a.Probability));
        return pairs;
    }

    private double Calibrated(double logOdds) =>
        Bits.ToProbability(logOdds + (Model.CalibrationOf(PairRelation.TelegramToPhone)?.BitsFor(logOdds) ?? 0));

    private IEnumerable<LinkedPair> Pairs()
    {
        const int Portion = 1024;
        var portions = new List<LinkedPair>[Environment.ProcessorCount];
        for (var portion = 0; portion < portions.Length; portion++) portions[portion] = [];
        for (var first = 0; first < _alternatives.Chats; first += Portion * portions.Length)
        {
            var from = first;
            Parallel.For(0, portions.Length, portion =>
            {
                portions[portion].Clear();
                AddPairs(from + portion * Portion, Portion, portions[portion]);
            });
            foreach (var portion in portions)
                foreach (var pair in portion) yield return pair;
        }
    }

    private void AddPairs(int first, int count, List<LinkedPair> pairs)
    {
        var ranked = new List<(double LogOdds, int Alternative)>();
        for (var chat = first; chat < Math.Min(first + count, _alternatives.Chats); chat++) AddPairs(chat, ranked, pairs);
    }

    private void AddPairs(int chat, List<(double LogOdds, int Alternative)> ranked, List<LinkedPair> pairs)
    {
        ranked.Clear();
        for (var i = 0; i < _alternatives.Of(chat).Length; i++)
            ranked.Add((_prior + _alternatives.Of(chat)[i].Weight + _posteriors!.CompetitionBits(chat, i) + _posteriors.ContestedBits(chat, i), i));
        ranked.Sort((a, b) => a.LogOdds != b.LogOdds ? b.LogOdds.CompareTo(a.LogOdds) : a.Alternative.CompareTo(b.Alternative));
        for (var at = _index.ChatStarts[chat]; at < _index.ChatStarts[chat + 1]; at++)
        {
            var card = _index.ChatTags[_index.ChatRows[at]];
            for (var rank = 0; rank < ranked.Count && rank < Model.CandidatesReported; rank++)
            {
                var alternative = _alternatives.Of(chat)[ranked[rank].Alternative];
                var probability = Calibrated(ranked[rank].LogOdds);
                pairs.Add(new LinkedPair(card, _index.PhoneTags[alternative.PhoneRow], alternative.Weight, probability));
                if ((_index.Phones[alternative.PhoneRow].Flags & CardFlags.SharesPerson) == CardFlags.None) continue;
                foreach (var row in _index.Persons.Members(alternative.Person))
                    if (row != alternative.PhoneRow) pairs.Add(new LinkedPair(card, _index.PhoneTags[row], alternative.Weight, probability));
            }
        }
    }
}
