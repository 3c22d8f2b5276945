using DedupPortal.Matching.Linkage;
using DedupPortal.Matching.Records;

namespace DedupPortal.Matching.Scoring;

/// <summary>Finds the phone cards of Telegram cards.</summary>
internal sealed partial class Linking
{
    // Below this a bar is not worth a line.
    private const double Visible = 0.005;

    // Chats that a core scores between two looks at the cancellation.
    private const int Portion = 256;

    // A portal with fewer chats keeps the model that is shipped.
    private const int FewestToLearn = 300;

    private readonly IReadOnlyList<NormalizedRecord> _records;
    private readonly MatchModel _model;
    private readonly PortalCounts _counts;
    private readonly bool _telegram;
    private Decided _decided;
    private Alternatives _alternatives = new(0);
    private Posteriors? _competition;
    private readonly List<NormalizedRecord> _cards;
    private readonly List<ChatCard> _chatCards = [];
    private readonly PortalIndex _index;
    private readonly double _prior;
    private readonly double _match;
    private readonly ChatScoring _scoring;
    private readonly PairFindings _findings;
    private readonly Evidence _evidence = new();

    internal Linking(IReadOnlyList<NormalizedRecord> records, IReadOnlyList<NormalizedRecord> byContent, MatchModel model, Decided decided, IReadOnlyList<ReviewedPair> reviewed)
    {
        (_records, _model, _decided) = (records, model, decided);
        _cards = [.. byContent.Where(r => r.IsPhoneSide)];
        var draft = new PortalDraft();
        AddCards(draft);
        _telegram = _cards.Exists(card => card.TelegramId is not null || card.Usernames.Count > 0);
        AddChats(draft, byContent);
        _index = new PortalIndex(draft);
        _index.PrepareChats();
        _counts = new PortalCounts(_index, model);
        var decisions = new DecisionCounts(reviewed);
        LearntFromChats = model.Taught is null && _index.ChatCount >= FewestToLearn ? _index.ChatCount : 0;
        _model = model.Taught ?? (LearntFromChats > 0 ? AnchorLearning.Learn(_index, _counts, model, decisions) : decisions.Apply(model, [], []));
        _match = _model.ThresholdOf(PairRelation.TelegramToPhone);
        _prior = Bits.LogOdds(_model.LinkedShare) - Math.Log2(Math.Max(1, _index.Persons.Count));
        _scoring = new ChatScoring(_index, _counts, _model, _prior);
        _findings = new PairFindings(_index, _scoring.Weights);
    }

    /// <summary>The model in use: the given one, or what the portal and its people have made of it.</summary>
    internal MatchModel Model => _model;

    /// <summary>Chats that taught the model; 0 when none did.</summary>
    internal int LearntFromChats { get; }

    /// <summary>Scores of all pairs worth reporting.</summary>
    internal List<MatchScore> Run(IProgress<MatchProgress>? progress, CancellationToken cancellationToken)
    {
        _alternatives = new Alternatives(_index.ChatCount);
        Portions.Run(
            _index.ChatCount, Portion, part => part == 0 ? _scoring : new ChatScoring(_index, _counts, _model, _prior), (scoring, chat) => Score(chat, scoring),
            done => progress?.Report(new MatchProgress(MatchPhase.Linking, done, _index.ChatCount)), cancellationToken);
        _competition = new Posteriors(_alternatives, _index.Rows, _prior, _model);
        var claims = new Claims(_alternatives, _competition, _index.Rows, _model.ReportThreshold);
        var scores = new List<MatchScore>();
        for (var chat = 0; chat < _index.ChatCount; chat++)
        {
            if (chat % 256 == 0) cancellationToken.ThrowIfCancellationRequested();
            Report(chat, claims, scores);
        }

        progress?.Report(new MatchProgress(MatchPhase.Linking, _index.ChatCount, _index.ChatCount));
        return scores;
    }

    private void AddCards(PortalDraft draft)
    {
        var rows = new Dictionary<int, int>();
        for (var card = 0; card < _cards.Count; card++) rows.Add(_cards[card].Index, AddCard(draft, card));

        foreach (var record in _cards)
            if (record.Raw.OwnerContact is { } owner && rows.TryGetValue(owner, out var contact)) draft.SamePerson.Add((rows[record.Index], contact));
    }

    private int AddCard(PortalDraft draft, int card)
    {
        var record = _cards[card];
        var row = draft.AddPhone(card, record.Created, record.Name, [.. record.Phones], [.. record.Emails], [.. record.EmailHandles]);
        draft.AddIdentity(row, record.TelegramId, record.Usernames);
        foreach (var sent in record.Messages) draft.AddMessage(row, sent);
        return row;
    }

    // A chat whose Telegram id or contact already stands on a card with a phone looks for nothing.
    private void AddChats(PortalDraft draft, IReadOnlyList<NormalizedRecord> byContent)
    {
        var cards = byContent.Where(r => r.IsNicknameOnly).ToList();
        var known = _cards.SelectMany(Persons.IdentityKeys).ToHashSet(StringComparer.Ordinal);
        var settled = (NormalizedRecord r) =>
          Persons.IdentityKeys(r).Any(known.Contains) || r.Raw.OwnerContact is { } owner && _records[owner].IsPhoneSide;
        var chat = 0UL;
        foreach (var set in Persons.OfTelegram(cards))
        {
            if (set.Exists(i => settled(cards[i]))) continue;
            chat++;
            foreach (var i in set) draft.ChatIdentities.Add((chat, AddChat(draft, cards[i])));
        }
    }

    private int AddChat(PortalDraft draft, NormalizedRecord record)
    {
        var row = draft.AddChat(_chatCards.Count, record.Created, record.Name, record.Handle, Contacts(record, _telegram));
        _chatCards.Add(new ChatCard(record));
        return row;
    }

    private static ChatContacts? Contacts(NormalizedRecord record, bool telegram)
    {
        if (record.TextPhones.Count == 0 && record.TextEmails.Count == 0 && !telegram) return null;
        return new ChatContacts(
            [.. record.TextPhones.Where(p => !p.OfAnother).Select(p => p.Phone.Number).Distinct()],
            [.. record.TextPhones.Where(p => p.OfAnother).Select(p => p.Phone.Number).Distinct()],
            [.. record.TextEmails.Select(e => Keys.Of(e.Key)).Distinct()],
            telegram ? [.. record.Usernames.Select(u => Keys.Of(u))] : [], telegram ? record.TelegramId ?? 0 : 0);
    }

    private ReadOnlySpan<int> RowsOf(int chat) => _index.ChatRows.AsSpan(_index.ChatStarts[chat], _index.ChatStarts[chat + 1] - _index.ChatStarts[chat]);

    private ChatCard ChatOf(int chatRow) => _chatCards[(int)_index.ChatTags[chatRow]];

    private NormalizedRecord CardOf(int phoneRow) => _cards[(int)_index.PhoneTags[phoneRow]];

    private int[] CardsOf(int person) => _index.Persons.Members(person) is { Length: > 0 } members ? members.ToArray() : [person];

    // "Not a duplicate" about one card of a person is about the person.
    private bool IsRejected(int chat, int person)
    {
        foreach (var row in RowsOf(chat))
            foreach (var card in CardsOf(person))
                if (_decided.AreDifferent(ChatOf(row).Record.Index, CardOf(card).Index)) return true;
        return false;
    }

    private void Score(int chat) => Score(chat, _scoring);

    private void Score(int chat, ChatScoring scoring) => scoring.Score(chat, _alternatives, _decided.Different.Count == 0 ? null : person => IsRejected(chat, person));

    private void Report(int chat, Claims claims, List<MatchScore> scores)
    {
        var best = _alternatives.Of(chat).ToArray();
        var competition = _competition!;
        var ranked = Enumerable.Range(0, best.Length).Select(i => (Alternative: i, Tail: Tail(i)))
          .Select(a => (a.Alternative, a.Tail, LogOdds: _prior + best[a.Alternative].Weight + a.Tail.Sum(bar => bar.Bits)))
          .Where(a => Bits.ToProbability(a.LogOdds) >= _model.ReportThreshold)
          .OrderByDescending(a => a.LogOdds).ThenBy(a => a.Alternative).Take(_model.CandidatesReported);
        foreach (var (i, tail, _) in ranked) ReportPerson(chat, best[i], tail, scores);

        List<WeightBar> Tail(int alternative)
        {
            var bars = new List<WeightBar>(3);
            var bits = competition.CompetitionBits(chat, alternative);
            var rivals = Enumerable.Range(0, best.Length).Where(i => i != alternative && competition[chat, i] >= _model.ReportThreshold)
              .OrderByDescending(i => competition[chat, i]).ThenBy(i => i).ToList();
            bars.Add(bits > -Visible || rivals.Count == 0
              ? new WeightBar(Feature.Competition, ReasonCode.CompetitionNone, bits, ReasonParameters.None)
              : new WeightBar(Feature.Competition, ReasonCode.CompetitionOthers, bits, new ReasonParameters
              {
                  Count = rivals.Count,
                  Record = CardOf(best[rivals[0]].PhoneRow).Index,
              }));

            var contested = competition.ContestedBits(chat, alternative);
            var others = claims.Of(best[alternative].Person).FindAll(claim => claim.Chat != chat);
            if (contested < -Visible && others.Count > 0)
            {
                bars.Add(new WeightBar(Feature.Contested, ReasonCode.ContestedByOthers, contested, new ReasonParameters
                {
                    Count = others.Count,
                    Record = ChatOf(RowsOf(others[0].Chat)[0]).Record.Index,
                }));
            }

            if (ReasonWriter.Calibration(_model, PairRelation.TelegramToPhone, _prior + best[alternative].Weight + bars.Sum(bar => bar.Bits)) is { } calibration) bars.Add(calibration);
            return bars;
        }
    }

    // All cards of the person get the person's probability: what the best pair knows is lent to the others.
    private void ReportPerson(int chat, in Alternative person, List<WeightBar> tail, List<MatchScore> scores)
    {
        Read(person.ChatRow, person.PhoneRow);
        var restrained = !_evidence.IsMoreThanFirstName;
        var weight = _evidence.Bits;
        var lender = CardOf(person.PhoneRow).Index;
        foreach (var row in RowsOf(chat))
        {
            foreach (var card in CardsOf(person.Person))
            {
                Read(row, card);
                var one = new Compared(ChatOf(row).Record, ChatOf(row).Name);
                var other = new Compared(CardOf(card), PortalDraft.Completed(CardOf(card).Name, [.. CardOf(card).EmailHandles]));
                var bars = new List<WeightBar>(12) { ReasonWriter.Prior(_prior, _model.LinkedShare, _index.Persons.Count) };
                bars.AddRange(ReasonWriter.Bars(_evidence, one, other));
                var lent = weight - _evidence.Bits;
                var vector = _evidence.Vector();
                if (Math.Abs(lent) > 1e-9)
                {
                    bars.Add(new WeightBar(Feature.Sibling, ReasonCode.SiblingEvidence, lent, new ReasonParameters { Record = lender }));
                    vector = vector.With(Feature.Sibling, 1);
                }

                bars.AddRange(tail);
                var logOdds = bars.Sum(bar => bar.Bits);
                var verdict = Verdict.Of(logOdds, _model.PossibleThreshold, _match, restrained);
                scores.Add(new MatchScore(
                  new RecordPair(one.Record.Index, other.Record.Index), PairRelation.TelegramToPhone, weight, logOdds, verdict, vector, new WeightExplanation(bars))
                {
                    Changes = verdict >= Classification.PossibleMatch ? _findings.Changes(_evidence, SaidOf(bars), _model) : [],
                });
            }
        }
    }

    private static double SaidOf(List<WeightBar> bars) => bars.Where(bar => bar.Feature != Feature.Calibration).Sum(bar => bar.Bits);

    private void Read(int chatRow, int phoneRow)
    {
        _scoring.Turn(chatRow);
        _findings.Read(_scoring.Compare(phoneRow), chatRow, phoneRow, _evidence);
    }
}
