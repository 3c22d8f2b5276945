using DedupPortal.Matching.Linkage;

namespace DedupPortal.Matching;

/// <summary>What a change of a phone card has come to.</summary>
/// <param name="TelegramCards">The Telegram cards that were matched anew, by rising creation.</param>
/// <param name="Pairs">Their pairs as they are now, by Telegram card, the likeliest first.</param>
public sealed record PhoneCardChange(IReadOnlyList<long> TelegramCards, IReadOnlyList<LinkedPair> Pairs);

// Phone cards that come, change and go between two runs of Link. They are taken in at once; when there are many, or before
// Link, the index is built anew out of what it knows.
public sealed partial class PortalMatcher
{
    // Below it a pair is not worth a second look at its chat.
    private const double Notable = 0.02;

    private Dictionary<long, int>? _phoneRows;
    private ChatLists? _lists;
    private RowLists? _listing;
    private readonly Dictionary<int, HashSet<int>> _listedSince = [];

    // Up to here looking at all late cards costs a chat no more than its candidates do.
    private int MostLate => Math.Max(256, _index.ListedRows / 300);

    /// <summary>
    /// Takes in a phone card that is new or has changed, with the Unix seconds of all outgoing messages to it, and matches the
    /// Telegram cards anew that it may concern; nothing but taking in happens before <see cref="Link"/>. No scan: look-ups, the
    /// chats around its events, and a few Telegram cards matched anew. What other chats claim stays as it is until the next
    /// <see cref="Link"/>, which gives the same pairs as if all cards had been there from the beginning.
    /// </summary>
    public PhoneCardChange Put(in PhoneCardText card, ReadOnlySpan<long> messages)
    {
        var draft = new PortalDraft(_index);
        _reader.ReadPhone(in card, draft);
        foreach (var sent in messages) draft.AddMessage(0, sent);
        var concerned = new SortedSet<int>();
        if (PhoneRowOf(card.Id) is { } old) TakeOut(old, concerned);
        var row = _index.Append(draft, surname => Lists.Near(surname));
        _phoneRows?.Add(card.Id, row);
        _counts.Change(in _index.Phones[row], 1);
        return Changed(row, concerned);
    }

    /// <summary>The same for one more outgoing message to a phone card; null when there is no such card.</summary>
    public PhoneCardChange? AddMessage(long phoneCard, long sentUnixSeconds)
    {
        if (PhoneRowOf(phoneCard) is not { } row) return null;
        var concerned = new SortedSet<int>();
        AddListing(_index.Persons.Of(row), concerned);
        _index.AddMessage(row, Seconds.FromUnix(sentUnixSeconds));
        _index.Late.Add(row, known: row < _index.ListedRows);
        return Changed(row, concerned);
    }

    /// <summary>The same for a phone card that is gone; null when there is no such card.</summary>
    public PhoneCardChange? Remove(long phoneCard)
    {
        if (PhoneRowOf(phoneCard) is not { } row) return null;
        var concerned = new SortedSet<int>();
        TakeOut(row, concerned);
        return Changed(-1, concerned);
    }

    private ChatLists Lists => _lists ??= new ChatLists(_index);

    private int? PhoneRowOf(long phoneCard)
    {
        if (_phoneRows is null)
        {
            _phoneRows = new Dictionary<long, int>(_index.Rows + 1024);
            for (var row = 0; row < _index.Rows; row++)
                if (!_index.Late.IsGone(row)) _phoneRows[_index.PhoneTags[row]] = row;
        }

        return _phoneRows.TryGetValue(phoneCard, out var found) ? found : null;
    }

    private void TakeOut(int row, SortedSet<int> concerned)
    {
        AddListing(_index.Persons.Of(row), concerned);
        _counts.Change(in _index.Phones[row], -1);
        _phoneRows!.Remove(_index.PhoneTags[row]);
        _index.Remove(row);
    }

    private PhoneCardChange Changed(int row, SortedSet<int> concerned)
    {
        if (_posteriors is null)
        {
            if (_index.Late.Count > MostLate) Fold();
            return new PhoneCardChange([], []);
        }

        var scoring = Scoring();
        if (row >= 0)
        {
            foreach (var chatRow in Lists.Find(row, _counts, Model, _prior))
            {
                var chat = _index.ChatOfRow[chatRow];
                if (concerned.Contains(chat)) continue;
                scoring.Turn(chatRow);
                var odds = Bits.Exp2(_prior + scoring.Weights.Total(scoring.Compare(row)));
                var others = 1 + _alternatives.RestOdds(chat);
                foreach (var alternative in _alternatives.Of(chat)) others += Bits.Exp2(_prior + alternative.Weight);
                if (odds / (others + odds) >= Notable) concerned.Add(chat);
            }
        }

        var (cards, pairs) = (new List<long>(concerned.Count), new List<LinkedPair>());
        var ranked = new List<(double, int)>();
        foreach (var chat in concerned) MatchAnew(chat, scoring);
        _posteriors.Settle(concerned, _index.Rows);
        foreach (var chat in concerned)
        {
            for (var at = _index.ChatStarts[chat]; at < _index.ChatStarts[chat + 1]; at++) cards.Add(_index.ChatTags[_index.ChatRows[at]]);
            AddPairs(chat, ranked, pairs);
        }

        if (_index.Late.Count > MostLate) Fold();
        return new PhoneCardChange(cards, pairs);
    }

    private void MatchAnew(int chat, ChatScoring scoring)
    {
        var before = _alternatives.Of(chat).ToArray();
        _posteriors!.Withdraw(chat);
        scoring.Score(chat, _alternatives);
        foreach (var alternative in _alternatives.Of(chat))
        {
            if (Array.Exists(before, one => one.Person == alternative.Person)) continue;
            if (!_listedSince.TryGetValue(alternative.Person, out var chats)) _listedSince.Add(alternative.Person, chats = []);
            chats.Add(chat);
        }
    }

    // The chats that name a person among their likeliest.
    private void AddListing(int person, SortedSet<int> concerned)
    {
        if (_posteriors is null) return;
        if (_listing is null)
        {
            var entries = new List<(int, int)>();
            for (var chat = 0; chat < _alternatives.Chats; chat++)
                foreach (var alternative in _alternatives.Of(chat)) entries.Add((alternative.Person + 1, chat));
            _listing = new RowLists(_index.Rows + 1, [], entries);
            _listedSince.Clear();
        }

        foreach (var chat in _listing[person + 1]) concerned.Add(chat);
        if (_listedSince.TryGetValue(person, out var since)) concerned.UnionWith(since);
    }

    // Builds the index anew out of what it knows, with what came late and without what is gone.
    internal void Fold()
    {
        if (!_index.Late.Any) return;
        var draft = PortalCopy.Of(_index, out var rows);
        var place = new int[_index.Rows];
        Array.Fill(place, -1);
        var index = new PortalIndex(draft, out var newRow);
        for (var i = 0; i < rows.Length; i++) place[rows[i]] = newRow[i];
        index.PrepareChats();
        (_index, _counts) = (index, new PortalCounts(index, Model));
        (_scoring, _rows, _phoneRows, _lists, _listing) = (null, null, null, null, null);
        if (_posteriors is null) return;
        _alternatives.Move(place, index.Persons);
        _posteriors = new Posteriors(_alternatives, index.Rows, _prior, Model);
    }
}
