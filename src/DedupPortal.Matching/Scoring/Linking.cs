using DedupPortal.Matching.Indexing;
using DedupPortal.Matching.Records;

namespace DedupPortal.Matching.Scoring;

/// <summary>Finds the phone cards of Telegram cards.</summary>
internal sealed class Linking
{
    // Below this a bar is not worth a line.
    private const double Visible = 0.005;

    private readonly IReadOnlyList<NormalizedRecord> _records;
    private readonly MatchModel _model;
    private readonly Decided _decided;
    private readonly PhoneSideIndex _index;
    private readonly List<List<int>> _persons;
    private readonly int[] _personOf;
    private readonly double _prior;
    private readonly List<List<ChatCard>> _chats;
    private readonly PersonComparison _comparison;
    private readonly Evidence _evidence = new();

    internal Linking(IReadOnlyList<NormalizedRecord> records, IReadOnlyList<NormalizedRecord> byContent, MatchModel model, Decided decided)
    {
        (_records, _model, _decided) = (records, model, decided);
        _index = new PhoneSideIndex([.. byContent.Where(r => r.IsPhoneSide)], model);
        _persons = Persons.OfPhones(_index, records);
        _personOf = new int[_index.Cards.Count];
        for (var person = 0; person < _persons.Count; person++)
            foreach (var card in _persons[person]) _personOf[card] = person;
        _prior = Bits.LogOdds(model.LinkedShare) - Math.Log2(Math.Max(1, _persons.Count));
        _chats = Chats(byContent);
        _comparison = new PersonComparison(model, _index);
    }

    /// <summary>Scores of all pairs worth reporting.</summary>
    internal List<MatchScore> Run(IProgress<MatchProgress>? progress, CancellationToken cancellationToken)
    {
        var alternatives = new List<Alternatives>(_chats.Count);
        var search = new CandidateSearch(_index);
        var tally = new Tally(_persons.Count);
        for (var chat = 0; chat < _chats.Count; chat++)
        {
            if (chat % 256 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(new MatchProgress(MatchPhase.Linking, chat, _chats.Count));
            }

            alternatives.Add(Weigh(_chats[chat], search, tally));
        }

        var competition = new Competition(alternatives, _persons.Count, _prior, _model);
        var claims = Claims(alternatives, competition);
        var scores = new List<MatchScore>();
        for (var chat = 0; chat < _chats.Count; chat++)
        {
            if (chat % 256 == 0) cancellationToken.ThrowIfCancellationRequested();
            Report(chat, alternatives[chat], competition, claims, scores);
        }

        progress?.Report(new MatchProgress(MatchPhase.Linking, _chats.Count, _chats.Count));
        return scores;
    }

    // A chat whose Telegram id or contact already stands on a card with a phone looks for nothing.
    private List<List<ChatCard>> Chats(IReadOnlyList<NormalizedRecord> byContent)
    {
        var cards = byContent.Where(r => r.IsNicknameOnly).ToList();
        var known = _index.Cards.SelectMany(Persons.IdentityKeys).ToHashSet(StringComparer.Ordinal);
        var settled = (NormalizedRecord r) =>
          Persons.IdentityKeys(r).Any(known.Contains) || r.Raw.OwnerContact is { } owner && _records[owner].IsPhoneSide;
        return [.. Persons.OfTelegram(cards).Select(set => set.Select(i => cards[i]).ToList()).Where(set => !set.Exists(r => settled(r)))
      .Select(set => set.ConvertAll(r => new ChatCard(r)))];
    }

    private Alternatives Weigh(List<ChatCard> chat, CandidateSearch search, Tally tally)
    {
        tally.Begin();
        var candidates = new List<int>();
        for (var i = 0; i < chat.Count; i++)
        {
            search.Find(chat[i], candidates);
            _comparison.Begin(chat[i]);
            foreach (var card in candidates)
            {
                _comparison.Compare(card, _evidence);
                tally.Add(_personOf[card], _evidence.Bits, i, card);
            }
        }

        return tally.Take(_prior, person => _decided.Different.Count > 0 && IsRejected(chat, person));
    }

    // "Not a duplicate" about one card of a person is about the person.
    private bool IsRejected(List<ChatCard> chat, int person) =>
      _persons[person].Exists(card => chat.Exists(c => _decided.AreDifferent(c.Record.Index, _index.Cards[card].Index)));

    /// <summary>Who wants each person: chat and probability, most likely first.</summary>
    private Dictionary<int, List<(int Chat, double Posterior)>> Claims(List<Alternatives> alternatives, Competition competition)
    {
        var claims = new Dictionary<int, List<(int, double)>>();
        for (var chat = 0; chat < alternatives.Count; chat++)
        {
            for (var i = 0; i < alternatives[chat].Best.Count; i++)
            {
                var posterior = competition.Posterior(chat, i);
                if (posterior < _model.ReportThreshold) continue;
                var person = alternatives[chat].Best[i].Person;
                if (!claims.TryGetValue(person, out var list)) claims.Add(person, list = []);
                list.Add((chat, posterior));
            }
        }

        foreach (var list in claims.Values) list.Sort((a, b) => b.Item2 != a.Item2 ? b.Item2.CompareTo(a.Item2) : a.Item1.CompareTo(b.Item1));
        return claims;
    }

    private void Report(
      int chat, Alternatives alternatives, Competition competition, Dictionary<int, List<(int Chat, double Posterior)>> claims, List<MatchScore> scores)
    {
        var best = alternatives.Best;
        var ranked = Enumerable.Range(0, best.Count).Select(i => (Alternative: i, Tail: Tail(i)))
          .Select(a => (a.Alternative, a.Tail, LogOdds: _prior + best[a.Alternative].Weight + a.Tail.Sum(bar => bar.Bits)))
          .Where(a => Bits.ToProbability(a.LogOdds) >= _model.ReportThreshold)
          .OrderByDescending(a => a.LogOdds).ThenBy(a => a.Alternative).Take(_model.CandidatesReported);
        foreach (var (i, tail, _) in ranked) ReportPerson(_chats[chat], best[i], tail, scores);

        List<WeightBar> Tail(int alternative)
        {
            var bars = new List<WeightBar>(2);
            var bits = competition.CompetitionBits(chat, alternative);
            var rivals = Enumerable.Range(0, best.Count).Where(i => i != alternative && competition.Posterior(chat, i) >= _model.ReportThreshold)
              .OrderByDescending(i => competition.Posterior(chat, i)).ThenBy(i => i).ToList();
            bars.Add(bits > -Visible || rivals.Count == 0
              ? new WeightBar(Feature.Competition, ReasonCode.CompetitionNone, bits, ReasonParameters.None)
              : new WeightBar(Feature.Competition, ReasonCode.CompetitionOthers, bits, new ReasonParameters
              {
                  Count = rivals.Count,
                  Record = _index.Cards[best[rivals[0]].PhoneCard].Index,
              }));

            var contested = competition.ContestedBits(chat, alternative);
            var others = claims.GetValueOrDefault(best[alternative].Person)?.FindAll(c => c.Chat != chat) ?? [];
            if (contested < -Visible && others.Count > 0)
            {
                bars.Add(new WeightBar(Feature.Contested, ReasonCode.ContestedByOthers, contested, new ReasonParameters
                {
                    Count = others.Count,
                    Record = _chats[others[0].Chat][0].Record.Index,
                }));
            }

            return bars;
        }
    }

    // All cards of the person get the person's probability: what the best pair knows is lent to the others.
    private void ReportPerson(List<ChatCard> chat, in Alternative person, List<WeightBar> tail, List<MatchScore> scores)
    {
        _comparison.Begin(chat[person.ChatCard]);
        _comparison.Compare(person.PhoneCard, _evidence);
        var restrained = !_evidence.IsMoreThanFirstName;
        var lender = _index.Cards[person.PhoneCard].Index;
        for (var i = 0; i < chat.Count; i++)
        {
            _comparison.Begin(chat[i]);
            foreach (var card in _persons[person.Person])
            {
                _comparison.Compare(card, _evidence);
                var one = new Compared(chat[i].Record, chat[i].Name);
                var other = new Compared(_index.Cards[card], _index.Names[card]);
                var bars = new List<WeightBar>(12) { ReasonWriter.Prior(_prior, _model.LinkedShare, _persons.Count) };
                bars.AddRange(ReasonWriter.Bars(_evidence, one, other));
                var lent = person.Weight - _evidence.Bits;
                var vector = _evidence.Vector();
                if (Math.Abs(lent) > 1e-9)
                {
                    bars.Add(new WeightBar(Feature.Sibling, ReasonCode.SiblingEvidence, lent, new ReasonParameters { Record = lender }));
                    vector = vector.With(Feature.Sibling, 1);
                }

                bars.AddRange(tail);
                var logOdds = bars.Sum(bar => bar.Bits);
                scores.Add(new MatchScore(
                  new RecordPair(one.Record.Index, other.Record.Index), PairRelation.TelegramToPhone, person.Weight, logOdds,
                  Verdict.Of(logOdds, _model, restrained), vector, new WeightExplanation(bars)));
            }
        }
    }
}
