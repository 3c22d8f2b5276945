using DedupPortal.Matching.Indexing;
using DedupPortal.Matching.Names;
using DedupPortal.Matching.Records;

namespace DedupPortal.Matching.Scoring;

/// <summary>
/// Classic duplicates: two cards of one kind that share a phone, an e-mail, a username or (companies) a name. Each pair
/// stands by itself, a client may have any number of cards.
/// </summary>
internal sealed class SameKind
{
    private const int MostNeighbours = 10;

    // A second contact point of one client comes with the first: it may add only so much.
    private const double MostOfSecondContactPoint = 4;

    private readonly List<NormalizedRecord> _cards;
    private readonly MatchModel _model;
    private readonly Decided _decided;
    private readonly NameComparison _names;
    private readonly Postings<long> _phones = new();
    private readonly Postings<string> _emails = new(StringComparer.Ordinal);
    private readonly Postings<string> _usernames = new(StringComparer.Ordinal);
    private readonly Postings<string> _companies = new(StringComparer.Ordinal);
    private readonly KindStatistics _statistics;
    private readonly Evidence _evidence = new();
    private readonly double _prior;
    private readonly double _match;

    /// <param name="byContent">Cards to look at; with a card all that share a contact point with it.</param>
    /// <param name="kind">Kind to look at.</param>
    /// <param name="model">The weights.</param>
    /// <param name="decided">What people have decided.</param>
    /// <param name="statistics">How common values are among all the portal's cards of the kind.</param>
    internal SameKind(IReadOnlyList<NormalizedRecord> byContent, RecordKind kind, MatchModel model, Decided decided, KindStatistics statistics)
    {
        _cards = [.. byContent.Where(record => KindStatistics.IsCounted(record, kind))];
        (_model, _decided, _statistics) = (model, decided, statistics);
        _names = new NameComparison(model, model.FirstNameOfCards, statistics.Names);
        _match = model.ThresholdOf(PairRelation.SameKind);
        _prior = Bits.LogOdds(model.DuplicateShare) - Math.Log2(Math.Max(1, statistics.Cards));
        for (var card = 0; card < _cards.Count; card++)
        {
            foreach (var phone in _cards[card].Phones) _phones.Add(phone, card);
            foreach (var email in _cards[card].Emails) _emails.Add(email.Key, card);
            foreach (var username in _cards[card].Usernames) _usernames.Add(username, card);
            if (kind != RecordKind.Company) continue;
            if (_cards[card].Company.Key.Length > 0) _companies.Add(_cards[card].Company.Key, card);
        }
    }

    internal List<MatchScore> Run(CancellationToken cancellationToken)
    {
        var pairs = new HashSet<(int, int)>();
        Neighbours(_phones, pairs);
        Neighbours(_emails, pairs);
        Neighbours(_usernames, pairs);
        Neighbours(_companies, pairs);
        var scores = new List<MatchScore>();
        foreach (var (one, other) in pairs.Order())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Score(_cards[one], _cards[other]) is { } score) scores.Add(score);
        }

        return scores;
    }

    private static void Neighbours<TKey>(Postings<TKey> postings, HashSet<(int, int)> pairs)
      where TKey : notnull
    {
        foreach (var (_, cards) in postings.All)
            for (var i = 0; i < cards.Count; i++)
                for (var j = i + 1; j < cards.Count && j <= i + MostNeighbours; j++) pairs.Add((cards[i], cards[j]));
    }

    private MatchScore? Score(NormalizedRecord one, NormalizedRecord other)
    {
        if (_decided.AreDifferent(one.Index, other.Index)) return null;
        // A nickname and a phone card of one kind are linked, not compared as classic duplicates.
        if (one.IsNicknameOnly && other.IsPhoneSide || one.IsPhoneSide && other.IsNicknameOnly) return null;
        // One Telegram identity is certain and reported as such.
        if (Persons.IdentityKeys(one).Intersect(Persons.IdentityKeys(other), StringComparer.Ordinal).Any()) return null;
        Compare(one, other);
        // Two accounts with one name are namesakes until a phone or an e-mail says otherwise.
        if (_evidence.Has(ReasonCode.TelegramIdDifferent) && !_evidence.Has(ReasonCode.PhoneSame) && !_evidence.Has(ReasonCode.EmailSame)) return null;
        var bars = new List<WeightBar> { ReasonWriter.Prior(_prior, _model.DuplicateShare, _statistics.Cards) };
        bars.AddRange(ReasonWriter.Bars(_evidence, new Compared(one, one.Name), new Compared(other, other.Name)));
        var said = bars.Sum(bar => bar.Bits);
        if (ReasonWriter.Calibration(_model, PairRelation.SameKind, said) is { } calibration) bars.Add(calibration);
        var logOdds = bars.Sum(bar => bar.Bits);
        if (Bits.ToProbability(logOdds) < _model.ReportThreshold) return null;
        var verdict = Verdict.Of(logOdds, _model.PossibleThreshold, _match, restrained: !_evidence.IsMoreThanFirstName);
        return new MatchScore(
          new RecordPair(one.Index, other.Index), PairRelation.SameKind, _evidence.Bits, logOdds, verdict, _evidence.Vector(), new WeightExplanation(bars))
        {
            Changes = verdict >= Classification.PossibleMatch ? Changes(one, said) : [],
        };
    }

    private List<VerdictChange> Changes(NormalizedRecord one, double said)
    {
        var changes = new VerdictChanges(_evidence, said, PairRelation.SameKind, _model);
        // Counts of 2: a value that only these two cards would have.
        changes.Try(Feature.Phone, ReasonCode.PhoneSame, Point(Feature.Phone, ReasonCode.PhoneSame, _model.PhoneOfCards.Equal, 2).Bits);
        changes.Try(Feature.Email, ReasonCode.EmailSame, EmailPoint(2).Bits);
        if (one.Kind == RecordKind.Company) changes.Try(Feature.CompanyName, ReasonCode.CompanyNameSame, Point(Feature.CompanyName, ReasonCode.CompanyNameSame, _model.CompanyName.Equal, 2).Bits);
        changes.TryWithoutEach();
        return changes.Sorted();
    }

    private Finding EmailPoint(int count)
    {
        var finding = Point(Feature.Email, ReasonCode.EmailSame, _model.EmailOfCards.Equal, count);
        return _evidence.Has(ReasonCode.PhoneSame) ? finding with { Bits = Math.Min(finding.Bits, MostOfSecondContactPoint) } : finding;
    }

    private void Compare(NormalizedRecord one, NormalizedRecord other)
    {
        _evidence.Clear();
        if (one.TelegramId is { } id && other.TelegramId is { } otherId && id != otherId)
            _evidence.Add(new Finding(Feature.TelegramId, ReasonCode.TelegramIdDifferent, 0, Bits.Weight(_model.SecondAccountShare, 1), 1, id));
        // Two known ids have said all about the account; a username may have changed hands.
        else if (one.Usernames.Count > 0 && other.Usernames.Count > 0)
        {
            var shared = one.Usernames.FirstOrDefault(u => other.Usernames.Contains(u, StringComparer.Ordinal));
            _evidence.Add(shared is null
              ? new Finding(Feature.Username, ReasonCode.UsernameDifferent, 0, Bits.Weight(_model.Username.Different, 1), 1)
              : Point(Feature.Username, ReasonCode.UsernameSame, _model.Username.Equal, _usernames.Count(shared)));
        }

        ComparePhones(one, other);
        CompareEmails(one, other);
        var household = _evidence.Has(ReasonCode.PhoneSame) || _evidence.Has(ReasonCode.EmailSame);
        _names.Compare(one.Name, other.Name, household, _evidence);
        if (one.Kind == RecordKind.Company) CompareCompanies(one.Company, other.Company);
    }

    private void ComparePhones(NormalizedRecord one, NormalizedRecord other)
    {
        if (one.Phones.Count == 0 || other.Phones.Count == 0) return;
        var shared = one.Phones.Intersect(other.Phones).Order().ToList();
        if (shared.Count > 0) _evidence.Add(Point(Feature.Phone, ReasonCode.PhoneSame, _model.PhoneOfCards.Equal, _phones.Count(shared[0])) with { Number = shared[0] });
        else _evidence.Add(new Finding(Feature.Phone, ReasonCode.PhoneDifferent, 0, Bits.Weight(_model.PhoneOfCards.Different, 1), 1));
    }

    private void CompareEmails(NormalizedRecord one, NormalizedRecord other)
    {
        if (one.Emails.Count == 0 || other.Emails.Count == 0) return;
        var shared = one.Emails.Select(e => e.Key).Intersect(other.Emails.Select(e => e.Key), StringComparer.Ordinal).Order(StringComparer.Ordinal).FirstOrDefault();
        if (shared is null)
        {
            _evidence.Add(new Finding(Feature.Email, ReasonCode.EmailDifferent, 0, Bits.Weight(_model.EmailOfCards.Different, 1), 1));
            return;
        }

        _evidence.Add(EmailPoint(_emails.Count(shared)));
    }

    private void CompareCompanies(CompanyTitle one, CompanyTitle other)
    {
        if (one.Key.Length == 0 || other.Key.Length == 0) return;
        var m = _model.CompanyName;
        if (one.Key == other.Key)
        {
            _evidence.Add(Point(Feature.CompanyName, ReasonCode.CompanyNameSame, m.Equal, _companies.Count(one.Key)));
            return;
        }

        var rarest = one.Words.Intersect(other.Words, StringComparer.Ordinal).Select(_statistics.CardsWithWord).DefaultIfEmpty(int.MaxValue).Min();
        var rate = rarest == int.MaxValue ? 1 : (double)rarest / Math.Max(2, _statistics.Cards);
        _evidence.Add(rate < m.Near
          ? new Finding(Feature.CompanyName, ReasonCode.CompanyNameSimilar, 1, Bits.Weight(m.Near, rate))
          : new Finding(Feature.CompanyName, ReasonCode.CompanyNameDifferent, 0, Bits.Weight(m.Different, 1), 1));
    }

    private Finding Point(Feature feature, ReasonCode code, double m, int count) =>
      Certain.ContactPoint(feature, code, 1, m, count, _statistics.Cards, _model);
}
