using System.Runtime.InteropServices;
using DedupPortal.Matching.Indexing;

namespace DedupPortal.Matching.Linkage;

/// <summary>
/// Finds the chats that a phone card may belong to: the search of <see cref="CandidateRows"/> the other way round, for one card that
/// has changed. Built when first asked for: O(n log n) in the chats.
/// </summary>
internal sealed class ChatLists
{
    // Odds of 1 : 100 by name and time at an average hour; busy hours say less, quiet ones hardly a bit more.
    private const float Cutoff = -7.6f;

    // A handle or phone on more chats than that is nobody's.
    private const int MostOfPoint = 200;

    private readonly PortalIndex _index;
    private readonly RowLists _bySurname;
    private readonly RowLists _byHandle;
    private readonly RowLists _byHandleWords;
    private readonly KeyedRows _byNumber;
    private readonly KeyedRows _byEmail;
    private readonly KeyedRows _byAccount;
    private readonly RowLists _byForm;
    private readonly NearIndex _surnames;
    private readonly Dictionary<string, int> _surnameNumbers = new(StringComparer.Ordinal);
    private readonly int[] _seen;
    private readonly List<int> _found = [];
    private byte[] _relation = [];
    private int _round;

    internal ChatLists(PortalIndex index)
    {
        _index = index;
        var (words, numbers, emails, accounts) = (new List<(int, int)>(), new List<(ulong, int)>(), new List<(ulong, int)>(), new List<(ulong, int)>());
        var same = new int[index.Chats.Length];
        for (var row = 0; row < same.Length; row++)
        {
            same[row] = row;
            ref var chat = ref index.Chats[row];
            foreach (var word in (ReadOnlySpan<int>)[chat.Surname1, chat.Surname2, chat.Surname3])
                if (word != 0 && word != chat.Surname) words.Add((word, row));
            foreach (var surname in (ReadOnlySpan<int>)[chat.Surname, chat.Surname1])
                if (surname != 0) _surnameNumbers[index.Surnames[surname]] = surname;
            if (chat.Contacts < 0) continue;
            foreach (var phone in index.Contacts[chat.Contacts].OwnPhones.Concat(index.Contacts[chat.Contacts].OtherPhones)) numbers.Add(((ulong)phone, row));
            foreach (var email in index.Contacts[chat.Contacts].Emails) emails.Add((email, row));
            foreach (var username in index.Contacts[chat.Contacts].Usernames) accounts.Add((username, row));
            if (index.Contacts[chat.Contacts].TelegramId is var id and not 0) accounts.Add(((ulong)id, row));
        }

        _bySurname = new RowLists(index.Surnames.Count, Array.ConvertAll(index.Chats, chat => chat.Surname), words);
        _byHandle = new RowLists(index.Handles.Count, Array.ConvertAll(index.Chats, chat => chat.Handle));
        _byHandleWords = new RowLists(index.HandleWords.Count, Array.ConvertAll(index.Chats, chat => chat.HandleWords));
        _byNumber = new KeyedRows(numbers, same);
        _byEmail = new KeyedRows(emails, same);
        _byAccount = new KeyedRows(accounts, same);
        _byForm = new RowLists(index.Forms.Count, Array.ConvertAll(index.Chats, chat => chat.Form));
        _surnames = new NearIndex(_surnameNumbers.Keys.Order(StringComparer.Ordinal));
        _seen = new int[same.Length];
    }

    /// <summary>Surnames of chats a slip of the finger from one.</summary>
    internal IEnumerable<int> Near(int surname) => _surnames.Near(_index.Surnames[surname]).Select(near => _surnameNumbers[near]);

    /// <summary>Rows of chats with a first name, a surname (in the name or the username), a handle, the words of a handle; without chats that came later.</summary>
    internal ReadOnlySpan<int> OfForm(int form) => _byForm[form];

    internal ReadOnlySpan<int> OfSurname(int surname) => _bySurname[surname];

    internal ReadOnlySpan<int> OfHandle(int handle) => _byHandle[handle];

    internal ReadOnlySpan<int> OfWords(int words) => _byHandleWords[words];

    /// <summary>
    /// Rows of Telegram cards for which a phone card may matter, by rising row; valid until the next call. Cost: its lists and the
    /// chats within reach of its events.
    /// </summary>
    internal ReadOnlySpan<int> Find(int phoneRow, PortalCounts counts, MatchModel model, double prior)
    {
        _found.Clear();
        _round++;
        ref var card = ref _index.Phones[phoneRow];
        if (card.Surname != 0)
        {
            AddAll(_bySurname[card.Surname], int.MaxValue);
            foreach (var near in Near(card.Surname)) AddAll(_bySurname[near], int.MaxValue);
        }

        AddAll(_byHandle[card.Handle], MostOfPoint);
        AddAll(_byHandleWords[card.HandleWords], MostOfPoint);
        ContactPoints(_index.Numbers, _byNumber, phoneRow);
        ContactPoints(_index.Emails, _byEmail, phoneRow);
        if ((card.Flags & CardFlags.Telegram) != CardFlags.None)
        {
            ContactPoints(_index.Usernames, _byAccount, phoneRow);
            ContactPoints(_index.TelegramIds, _byAccount, phoneRow);
        }

        Events(in card, counts, model, prior);
        _found.Sort();
        return CollectionsMarshal.AsSpan(_found);
    }

    // Only late cards are asked about, and they stand in the short lists.
    private void ContactPoints(KeyedRows points, KeyedRows chats, int phoneRow)
    {
        foreach (var (key, rows) in points.Late)
            if (rows.Contains(phoneRow)) AddAll(chats[key], MostOfPoint);
    }

    private void Events(in PhoneCard card, PortalCounts counts, MatchModel model, double prior)
    {
        const float Sex = 1;
        var named = Sex;
        var certain = card.Form != 0 && (card.Flags & CardFlags.FirstCertain) != CardFlags.None;
        Mark(card.Form);
        // A surname found by its list needs no time; an initial may come on top of the first name.
        if (card.Form != 0) named = (float)(Bits.Weight(model.FirstName.Equal, Math.Max(1e-6, counts.First(card.Form).Same)) + (card.Initial != 0 ? Bits.Weight(model.Surname.Equal, counts.Initial(card.Initial)) : 0));
        var rate = _index.ChatTimes.Rate / Math.Max(1, _index.Chats.Length);
        var surname = (card.Flags & CardFlags.SurnameCertain) != CardFlags.None ? card.Surname : 0;
        var messages = _index.MessagesOf(in card);
        // A chat is measured by the last message before it.
        for (var i = 0; i < messages.Length; i++)
            Around(messages[i], i + 1 < messages.Length ? messages[i + 1] - 1 : long.MaxValue, Levels.AfterMessage, Levels.CardAfter);
        if (card.MessageCount == 0) Around(card.Created, long.MaxValue, Levels.CardBefore, Levels.TimeCount);
        Around(card.Created, card.Created - 1, Levels.CardAfter, Levels.CardBefore);

        void Around(long at, long until, int first, int end)
        {
            var after = first != Levels.CardAfter;
            var (byName, byTime) = (-1, -1);
            for (var bin = 0; bin < end - first; bin++)
            {
                var u = Math.Min(1, rate * (TimeModel.UpperEdge(bin) - TimeModel.LowerEdge(bin) + 1));
                var share = first == Levels.AfterMessage ? model.Time.AfterMessage[bin] : first == Levels.CardAfter ? model.Time.CardAfterChat[bin] : model.Time.CardBeforeChat[bin];
                var odds = prior + Bits.Weight(share + model.Time.Nothing * u, u);
                if (odds + named >= Cutoff) byName = bin;
                if (odds + Sex >= Cutoff) byTime = bin;
            }

            if (byName < 0) return;
            var (reach, silent) = (TimeModel.UpperEdge(byName), byTime < 0 ? -1 : TimeModel.UpperEdge(byTime));
            var (from, to) = after ? (_index.ChatTimes.After(at - 1), _index.ChatTimes.After(Math.Min(until, at + reach))) : (_index.ChatTimes.After(at - reach - 1), _index.ChatTimes.After(at - 1));
            for (var row = from; row < to; row++)
            {
                ref var chat = ref _index.Chats[row];
                var relation = (FormRelation)_relation[chat.Form];
                var contradicts = relation == FormRelation.Different && certain && (chat.Flags & CardFlags.FirstCertain) != CardFlags.None;
                // Whose surname agrees is found by it.
                contradicts |= surname != 0 && chat.Surname != 0 && chat.Surname != surname && (chat.Flags & CardFlags.SurnameCertain) != CardFlags.None;
                if (contradicts || relation is FormRelation.Different or FormRelation.Silent && Math.Abs(chat.Created - at) > silent) continue;
                Add(row);
            }
        }
    }

    private void Mark(int form)
    {
        if (_relation.Length < _index.Forms.Count) _relation = new byte[_index.Forms.Count + 1024];
        Array.Fill(_relation, (byte)(form == 0 ? FormRelation.Silent : FormRelation.Different));
        _relation[0] = (byte)FormRelation.Silent;
        if (form == 0) return;
        foreach (var (other, relation) in _index.Forms.Related(form)) _relation[other] = (byte)relation;
    }

    private void AddAll(ReadOnlySpan<int> rows, int most)
    {
        for (var i = 0; i < rows.Length && i < most; i++) Add(rows[i]);
    }

    private void Add(int row)
    {
        if (_seen[row] == _round) return;
        _seen[row] = _round;
        _found.Add(row);
    }
}
