using System.Collections;
using DedupPortal.Matching.Linkage;
using DedupPortal.Matching.Records;

namespace DedupPortal.Matching.Scoring;

// Cards that come and go after the run. What they may concern is scored anew, competition is worked out anew for all; what is
// common to the whole portal (model, prior, how common a frequent value is) stays as the run had it.
internal sealed partial class Linking
{
    // A card that takes less of a chat's odds moves no probability that anybody sees.
    private const double Notable = 0.0005;

    // Where a value stands on more cards than this, one more moves its weight by less than .003 bits.
    private const int Common = 500;

    // Probabilities that moved by less are as they were.
    private const double Moved = 0.0002;

    private Dictionary<int, int>? _rowOf;
    private Dictionary<int, int> _chatOf = [];
    private ChatLists? _lists;
    private Claims? _claims;

    /// <summary>Makes ready what a change needs; the first change does it otherwise.</summary>
    internal void Prepare()
    {
        if (_rowOf is not null) return;
        _rowOf = new Dictionary<int, int>(_index.Rows);
        for (var row = 0; row < _index.Rows; row++) _rowOf.Add(CardOf(row).Index, row);
        _chatOf = new Dictionary<int, int>(_index.Chats.Length);
        for (var row = 0; row < _index.Chats.Length; row++) _chatOf.Add(ChatOf(row).Record.Index, _index.ChatOfRow[row]);
        _lists = new ChatLists(_index);
        _claims = new Claims(_alternatives, _competition!, _index.Rows, _model.ReportThreshold);
    }

    /// <summary>
    /// Takes cards out and in. Both lists hold, with a card, all that are one person or one chat with it, before and after.
    /// </summary>
    /// <param name="gone">Records as they were known.</param>
    /// <param name="come">Records as they are now, by content.</param>
    /// <param name="decided">What people have decided, as things stand now.</param>
    /// <param name="judged">Positions of cards about which a decision came or went.</param>
    /// <returns>Positions of the Telegram cards whose probabilities moved; null when the portal as a whole is another.</returns>
    internal List<int>? Change(IReadOnlyList<NormalizedRecord> gone, IReadOnlyList<NormalizedRecord> come, Decided decided, IEnumerable<int> judged)
    {
        Prepare();
        _decided = decided;
        if (!_telegram && come.Any(card => card.IsPhoneSide && (card.TelegramId is not null || card.Usernames.Count > 0))) return null;
        var concerned = new HashSet<int>();
        var shifts = new ValueShifts();
        var persons = new BitArray(_index.Rows);
        foreach (var place in judged) Judge(place, persons, concerned);
        foreach (var record in gone)
        {
            if (_rowOf!.Remove(record.Index, out var row))
            {
                Concern(row, concerned);
                persons[_index.Persons.Of(row)] = true;
                shifts.Count(_index.Phones[row], -1);
                _counts.Change(in _index.Phones[row], -1);
                _index.Remove(row);
            }

            if (_chatOf.Remove(record.Index, out var chat))
            {
                shifts.CountChat(record.Created, -1);
                _alternatives.Set(chat, [], 0);
                _index.RemoveChat(chat);
            }
        }

        // Who named a person that is taken apart has to look again.
        for (var chat = 0; chat < _alternatives.Chats; chat++)
            foreach (var alternative in _alternatives.Of(chat))
                if (persons[alternative.Person]) concerned.Add(chat);
        var rows = AppendPhones([.. come.Where(record => record.IsPhoneSide)], shifts);
        AppendChats([.. come.Where(record => record.IsNicknameOnly)], shifts, concerned);
        foreach (var row in rows) Concern(row, concerned);
        ConcernByValue(shifts, concerned);
        concerned.RemoveWhere(_index.IsGoneChat);
        foreach (var chat in concerned) Score(chat);
        return Settle(concerned);
    }

    /// <summary>Scores of the chats that Telegram cards at given positions belong to.</summary>
    internal List<MatchScore> ReportOf(IEnumerable<int> places)
    {
        Prepare();
        var scores = new List<MatchScore>();
        foreach (var chat in places.Where(_chatOf.ContainsKey).Select(place => _chatOf[place]).Distinct().Order()) Report(chat, _claims!, scores);
        return scores;
    }

    /// <summary>Positions of cards that a card's chat or person is linked with, likely enough to be shown together.</summary>
    internal IEnumerable<int> LinkedWith(int place)
    {
        Prepare();
        if (_chatOf.TryGetValue(place, out var chat))
        {
            foreach (var row in RowsOf(chat).ToArray()) yield return ChatOf(row).Record.Index;
            for (var i = 0; i < _alternatives.Of(chat).Length; i++)
            {
                if (!IsShown(chat, i)) continue;
                foreach (var card in CardsOf(_alternatives.Of(chat)[i].Person)) yield return CardOf(card).Index;
            }
        }

        if (!_rowOf!.TryGetValue(place, out var phone)) yield break;
        var person = _index.Persons.Of(phone);
        foreach (var card in CardsOf(person)) yield return CardOf(card).Index;
        foreach (var (claimant, _) in _claims!.Of(person))
            for (var i = 0; i < _alternatives.Of(claimant).Length; i++)
                if (_alternatives.Of(claimant)[i].Person == person && IsShown(claimant, i)) yield return ChatOf(RowsOf(claimant)[0]).Record.Index;
    }

    private bool IsShown(int chat, int alternative)
    {
        if (_competition![chat, alternative] < _model.ReportThreshold) return false;
        var logOdds = _prior + _alternatives.Of(chat)[alternative].Weight + _competition.CompetitionBits(chat, alternative) + _competition.ContestedBits(chat, alternative);
        return Bits.ToProbability(logOdds + (_model.CalibrationOf(PairRelation.TelegramToPhone)?.BitsFor(logOdds) ?? 0)) >= _model.PossibleThreshold - 0.01;
    }

    private void Judge(int place, BitArray persons, HashSet<int> concerned)
    {
        if (_chatOf.TryGetValue(place, out var chat)) concerned.Add(chat);
        if (_rowOf!.TryGetValue(place, out var row)) persons[_index.Persons.Of(row)] = true;
    }

    private List<int> AppendPhones(IReadOnlyList<NormalizedRecord> records, ValueShifts shifts)
    {
        var rows = new List<int>(records.Count);
        var first = _index.Rows;
        foreach (var record in records)
        {
            _cards.Add(record);
            var draft = new PortalDraft(_index);
            AddCard(draft, _cards.Count - 1);
            var row = _index.AppendAlone(draft, _lists!.Near);
            _counts.Change(in _index.Phones[row], 1);
            shifts.Count(_index.Phones[row], 1);
            _rowOf!.Add(record.Index, row);
            rows.Add(row);
        }

        var sets = new Clustering.UnionFind(rows.Count);
        var bearers = new Dictionary<long, List<int>>();
        for (var i = 0; i < records.Count; i++)
        {
            foreach (var phone in records[i].Phones)
            {
                if (!bearers.TryGetValue(phone, out var others)) bearers.Add(phone, others = []);
                foreach (var other in others.TakeLast(PortalIndex.MostNeighbours))
                    if (!PersonSets.Contradict(_index, rows[other], rows[i])) sets.Union(other, i);
                others.Add(i);
            }

            if (records[i].Raw.OwnerContact is { } owner && _rowOf!.TryGetValue(owner, out var contact) && contact >= first) sets.Union(rows.IndexOf(contact), i);
        }

        foreach (var set in sets.Sets())
            if (set.Count > 1) _index.Persons.Unite(_index, [.. set.Select(i => rows[i])]);
        return rows;
    }

    private void AppendChats(IReadOnlyList<NormalizedRecord> records, ValueShifts shifts, HashSet<int> concerned)
    {
        foreach (var set in Persons.OfTelegram(records))
        {
            if (set.Exists(i => IsSettled(records[i]))) continue;
            var draft = new PortalDraft(_index);
            foreach (var i in set) AddChat(draft, records[i]);
            var chat = _index.AppendChat(draft);
            foreach (var i in set)
            {
                _chatOf.Add(records[i].Index, chat);
                shifts.CountChat(records[i].Created, 1);
            }

            concerned.Add(chat);
        }

        _alternatives.Grow(_index.ChatCount);
    }

    private bool IsSettled(NormalizedRecord record) =>
        KnownIdentity!(record) || record.Raw.OwnerContact is { } owner && _records[owner].IsPhoneSide;

    /// <summary>Whether a card with a phone knows one of a Telegram card's identities; given by whoever keeps all keys.</summary>
    internal Func<NormalizedRecord, bool>? KnownIdentity { get; set; }

    // The chats for which a phone card matters.
    private void Concern(int row, HashSet<int> concerned)
    {
        foreach (var chatRow in _lists!.Find(row, _counts, _model, _prior).ToArray()) Weigh(chatRow);
        for (var chatRow = _index.ListedChatRows; chatRow < _index.Chats.Length; chatRow++) Weigh(chatRow);

        void Weigh(int chatRow)
        {
            var chat = _index.ChatOfRow[chatRow];
            if (_index.IsGoneChat(chat) || concerned.Contains(chat)) return;
            _scoring.Turn(chatRow);
            var odds = Bits.Exp2(_prior + _scoring.Weights.Total(_scoring.Compare(row)));
            var others = 1 + _alternatives.RestOdds(chat);
            foreach (var alternative in _alternatives.Of(chat)) others += Bits.Exp2(_prior + alternative.Weight);
            if (odds / (others + odds) >= Notable) concerned.Add(chat);
        }
    }

    // The chats whose own values have become rarer or more common, or whose hour busier.
    private void ConcernByValue(ValueShifts shifts, HashSet<int> concerned)
    {
        foreach (var form in shifts.Forms)
        {
            foreach (var (related, relation) in _index.Forms.Related(form))
            {
                if (_lists!.OfForm(related).Length == 0) continue;
                var (same, others, near) = _counts.First(related);
                var rate = relation == FormRelation.Same ? same : relation == FormRelation.Related ? others : near;
                if (rate * _counts.Cards * _counts.NamedShare < Common) AddAll(_lists.OfForm(related));
            }
        }

        foreach (var surname in shifts.Surnames.Where(surname => _index.CountOfSurname(surname) < Common))
        {
            AddAll(_lists!.OfSurname(surname));
            foreach (var near in _lists.Near(surname)) AddAll(_lists.OfSurname(near));
        }

        foreach (var handle in shifts.Handles) AddAll(_lists!.OfHandle(handle));
        foreach (var words in shifts.Words) AddAll(_lists!.OfWords(words));
        foreach (var time in shifts.ChatTimes)
        {
            var (from, to) = (_index.ChatTimes.After((long)time - ChatWeights.HalfWindow - 1), _index.ChatTimes.After((long)time + ChatWeights.HalfWindow));
            for (var row = from; row < to && to - from < Common; row++) concerned.Add(_index.ChatOfRow[row]);
        }

        for (var row = _index.ListedChatRows; row < _index.Chats.Length; row++)
        {
            ref var chat = ref _index.Chats[row];
            if (shifts.Concerns(chat)) concerned.Add(_index.ChatOfRow[row]);
        }

        void AddAll(ReadOnlySpan<int> rows)
        {
            foreach (var row in rows) concerned.Add(_index.ChatOfRow[row]);
        }
    }

    private List<int> Settle(HashSet<int> concerned)
    {
        var before = _competition!;
        _competition = new Posteriors(_alternatives, _index.Rows, _prior, _model);
        _claims = new Claims(_alternatives, _competition, _index.Rows, _model.ReportThreshold);
        var moved = new List<int>();
        for (var chat = 0; chat < _alternatives.Chats; chat++)
        {
            var changed = concerned.Contains(chat);
            for (var i = 0; i < _alternatives.Of(chat).Length && !changed; i++) changed = Math.Abs(before[chat, i] - _competition[chat, i]) > Moved;
            if (changed) moved.AddRange(RowsOf(chat).ToArray().Select(row => ChatOf(row).Record.Index));
        }

        return moved;
    }
}
