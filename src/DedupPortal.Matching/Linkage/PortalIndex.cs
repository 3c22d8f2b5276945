using DedupPortal.Matching.Clustering;
using DedupPortal.Matching.Indexing;

namespace DedupPortal.Matching.Linkage;

/// <summary>
/// The cards of a portal as columns, by rising creation, and everything a Telegram card can be found by. Built once from a
/// draft: O(n log n); about 130 bytes a phone card and 60 a Telegram card.
/// </summary>
internal sealed partial class PortalIndex
{
    // A phone with more cards than that is handled by the nearest few; keeps a switchboard from becoming quadratic.
    internal const int MostNeighbours = 12;

    private int[]?[] _nearSurnames = [];
    private readonly NearIndex _surnameNeighbours;
    private readonly List<int> _lateSurnames = [];

    internal PortalIndex(PortalDraft draft)
        : this(draft, out _)
    {
    }

    /// <summary>The same, and which row each row of the draft has become.</summary>
    internal PortalIndex(PortalDraft draft, out int[] newRow)
    {
        (Forms, Surnames, Patronymics, Handles, HandleWords) = (draft.Forms, draft.Surnames, draft.Patronymics, draft.Handles, draft.HandleWords);
        int[] rowOf = [];
        Parallel.Invoke(() => rowOf = SortPhones(draft), () => ChatOrder(draft), Forms.Freeze);
        newRow = rowOf;
        foreach (var (handle, words, row) in draft.MoreHandles)
        {
            if (!MoreHandles.TryGetValue(newRow[row], out var list)) MoreHandles.Add(newRow[row], list = []);
            list.Add((handle, words));
        }

        // What concerns time and what does not are two halves of about the same work.
        (TimeIndex, int[], TimeIndex, TimeIndex, FormGroups, GroupEvents, GroupEvents)? byTime = null;
        (KeyedRows, KeyedRows, KeyedRows, KeyedRows, FullNames, RowLists, RowLists, NearIndex)? byName = null;
        Parallel.Invoke(() => byTime = TimeLists(draft, rowOf), () => byName = NameLists(draft, rowOf));
        (Messages, MessageRows, Created, ChatTimes, Groups, MessagesOfGroup, CreatedOfGroup) = byTime!.Value;
        (Numbers, Emails, Usernames, TelegramIds, BySurname, ByHandle, ByHandleWords, _surnameNeighbours) = byName!.Value;
        SamePerson = draft.SamePerson.ConvertAll(pair => (rowOf[pair.One], rowOf[pair.Other]));
        Persons = new PersonSets(this, SamePerson, MostNeighbours);
    }

    private (TimeIndex, int[], TimeIndex, TimeIndex, FormGroups, GroupEvents, GroupEvents) TimeLists(PortalDraft draft, int[] newRow)
    {
        var (messageTimes, messageRows) = SortMessages(draft, newRow);
        var created = new TimeIndex(Array.ConvertAll(Phones, static card => card.Created));
        var groups = new FormGroups(Forms);
        var rows = new int[Phones.Length];
        for (var row = 0; row < rows.Length; row++) rows[row] = row;
        return (
            new TimeIndex(messageTimes), messageRows, created, new TimeIndex(Array.ConvertAll(Chats, chat => chat.Created)), groups,
            new GroupEvents(messageTimes, messageRows, Phones, groups, creations: false), new GroupEvents(created.Times, rows, Phones, groups, creations: true));
    }

    private (KeyedRows, KeyedRows, KeyedRows, KeyedRows, FullNames, RowLists, RowLists, NearIndex) NameLists(PortalDraft draft, int[] newRow)
    {
        var names = new FullNames(Surnames.Count, Phones);
        return (
            new KeyedRows(draft.PhoneNumbers, newRow), new KeyedRows(draft.Emails, newRow), new KeyedRows(draft.Usernames, newRow), new KeyedRows(draft.TelegramIds, newRow), names,
            new RowLists(draft.Handles.Count, Array.ConvertAll(Phones, card => card.Handle), draft.MoreHandles.ConvertAll(more => (more.Handle, newRow[more.Row]))),
            new RowLists(draft.HandleWords.Count, Array.ConvertAll(Phones, card => card.HandleWords), draft.MoreHandles.ConvertAll(more => (more.Words, newRow[more.Row]))),
            new NearIndex(SurnamesOnCards(names)));
    }

    internal Forms Forms { get; }

    internal FormGroups Groups { get; }

    internal Symbols Surnames { get; }

    internal Symbols Patronymics { get; }

    internal KeyTable Handles { get; }

    internal KeyTable HandleWords { get; }

    /// <summary>The phone cards by row; behind <see cref="Rows"/> there may be room for more.</summary>
    internal PhoneCard[] Phones { get; private set; } = [];

    /// <summary>The caller's number of each phone card.</summary>
    internal long[] PhoneTags { get; private set; } = [];

    /// <summary>Rows in use, with those that came late and those that are gone.</summary>
    internal int Rows { get; private set; }

    /// <summary>Rows that the lists know.</summary>
    internal int ListedRows { get; private set; }

    /// <summary>What has happened to phone cards since.</summary>
    internal LateCards Late { get; } = new();

    /// <summary>Phone cards that the caller knows to be one person.</summary>
    internal List<(int One, int Other)> SamePerson { get; }

    internal ChatRow[] Chats { get; private set; } = [];

    internal long[] ChatTags { get; private set; } = [];

    internal List<ChatContacts> Contacts { get; private set; } = [];

    /// <summary>Telegram cards by chat: the rows of chat c are those of <see cref="ChatRows"/> from its start to the next one's.</summary>
    internal int[] ChatStarts { get; private set; } = [];

    internal int[] ChatRows { get; private set; } = [];

    /// <summary>The chat of each Telegram card.</summary>
    internal int[] ChatOfRow { get; private set; } = [];

    internal int ChatCount => ChatStarts.Length - 1;

    internal PersonSets Persons { get; }

    internal TimeIndex Messages { get; }

    /// <summary>The card of each message, in the order of <see cref="Messages"/>.</summary>
    internal int[] MessageRows { get; }

    // Messages by card, ascending; behind them there may be room for more.
    private int[] _messageTimes = [];
    private int _messagesUsed;

    internal int CardsWithMessages { get; private set; }

    internal TimeIndex Created { get; }

    /// <summary>Creations of the Telegram cards.</summary>
    internal TimeIndex ChatTimes { get; }

    internal GroupEvents MessagesOfGroup { get; }

    internal GroupEvents CreatedOfGroup { get; }

    internal FullNames BySurname { get; }

    internal RowLists ByHandle { get; }

    internal RowLists ByHandleWords { get; }

    internal KeyedRows Numbers { get; }

    internal KeyedRows Emails { get; }

    internal KeyedRows Usernames { get; }

    internal KeyedRows TelegramIds { get; }

    internal Dictionary<int, List<(int Handle, int Words)>> MoreHandles { get; } = [];

    internal ReadOnlySpan<int> MessagesOf(in PhoneCard card) => _messageTimes.AsSpan(card.Messages, card.MessageCount);

    /// <summary>Surnames on phone cards a slip of the finger from one, without itself. Prepared for every chat by <see cref="PrepareChats"/>.</summary>
    internal int[] NearSurnames(int surname) => (uint)surname < (uint)_nearSurnames.Length ? _nearSurnames[surname] ?? [] : [];

    /// <summary>Works out all that depends on a chat's words alone, so that several threads may read it.</summary>
    internal void PrepareChats()
    {
        foreach (ref var chat in Chats.AsSpan()) PrepareChat(in chat);
    }

    /// <summary>The same for one card that came later; not beside other readers.</summary>
    internal void PrepareChat(in ChatRow chat)
    {
        for (var form = Groups.Forms; form < Forms.Count; form++) Groups.Add(Forms, form);
        if (chat.Form != 0) Forms.Related(chat.Form);
        PrepareSurname(chat.Surname);
        if ((chat.Flags & CardFlags.HandleSurnameCertain) == CardFlags.None) return;
        PrepareSurname(chat.Surname1);
        PrepareSurname(chat.Surname2);
        PrepareSurname(chat.Surname3);
    }

    private void PrepareSurname(int surname)
    {
        if (surname == 0 || surname < _nearSurnames.Length && _nearSurnames[surname] is not null) return;
        var near = _surnameNeighbours.Near(Surnames[surname]);
        var numbers = near.Count == 0 ? [] : new int[near.Count];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = Surnames.Add(near[i]);
        foreach (var late in _lateSurnames)
            if (late != surname && NearIndex.AreNear(Surnames[surname], Surnames[late])) numbers = [.. numbers, late];
        if (surname >= _nearSurnames.Length) Array.Resize(ref _nearSurnames, Surnames.Count + Surnames.Count / 64);
        _nearSurnames[surname] = numbers;
    }

    /// <summary>Number of cards with a surname, as things stand now.</summary>
    internal int CountOfSurname(int surname) => BySurname.Count(surname) + (Late.Any ? Late.ShiftOfSurname(surname) : 0);

    internal int CountOfHandle(int handle) => ByHandle.Count(handle) + (Late.Any ? Late.ShiftOfHandle(handle) : 0);

    internal int CountOfWords(int words) => ByHandleWords.Count(words) + (Late.Any ? Late.ShiftOfWords(words) : 0);

    /// <summary>
    /// Takes in the only phone card of a draft that was made for this index. Returns its row. <paramref name="nearChats"/> names the
    /// surnames of chats near a surname that no card had.
    /// </summary>
    internal int Append(PortalDraft draft, Func<int, IEnumerable<int>> nearChats)
    {
        var row = AppendAlone(draft, nearChats);
        Persons.Append(this, row, draft.PhoneNumbers);
        return row;
    }

    /// <summary>The same, and whose card it is the caller says.</summary>
    internal int AppendAlone(PortalDraft draft, Func<int, IEnumerable<int>> nearChats)
    {
        var row = Rows++;
        if (row == Phones.Length)
        {
            var (phones, tags) = (Phones, PhoneTags);
            Array.Resize(ref phones, row + row / 64 + 256);
            Array.Resize(ref tags, phones.Length);
            (Phones, PhoneTags) = (phones, tags);
        }

        var card = draft.Phones[0];
        (card.Messages, card.MessageCount) = (_messagesUsed, 0);
        Phones[row] = card;
        PhoneTags[row] = draft.PhoneTags[0];
        foreach (var (number, _) in draft.PhoneNumbers) Numbers.AddLate(number, row);
        foreach (var (key, _) in draft.Emails) Emails.AddLate(key, row);
        foreach (var (handle, words, _) in draft.MoreHandles)
        {
            if (!MoreHandles.TryGetValue(row, out var list)) MoreHandles.Add(row, list = []);
            list.Add((handle, words));
        }

        foreach (var (_, time) in draft.Messages) AddMessage(row, time);
        if (card.Surname != 0 && CountOfSurname(card.Surname) == 0 && !_lateSurnames.Contains(card.Surname))
        {
            _lateSurnames.Add(card.Surname);
            foreach (var chat in nearChats(card.Surname))
                if (chat < _nearSurnames.Length && _nearSurnames[chat] is { } near && !near.Contains(card.Surname)) _nearSurnames[chat] = [.. near, card.Surname];
        }

        for (var form = Groups.Forms; form < Forms.Count; form++)
        {
            Forms.Join(form);
            Groups.Add(Forms, form);
        }

        Late.CountNames(in Phones[row], 1);
        foreach (var (key, _) in draft.Usernames) Usernames.AddLate(key, row);
        foreach (var (id, _) in draft.TelegramIds) TelegramIds.AddLate(id, row);
        Late.Add(row, known: false);
        Persons.Append(this, row);
        return row;
    }

    /// <summary>Takes a phone card out.</summary>
    internal void Remove(int row)
    {
        Late.CountNames(in Phones[row], -1);
        if (Phones[row].MessageCount > 0) CardsWithMessages--;
        Late.Remove(row);
        Persons.Remove(row);
    }

    /// <summary>Gives a card one more message; its list moves behind all others when it cannot grow where it stands.</summary>
    internal void AddMessage(int row, int time)
    {
        ref var card = ref Phones[row];
        if (card.MessageCount == ushort.MaxValue) return;
        var last = card.Messages + card.MessageCount == _messagesUsed;
        var needed = _messagesUsed + (last ? 1 : card.MessageCount + 1);
        if (needed > _messageTimes.Length) Array.Resize(ref _messageTimes, needed + needed / 16 + 256);
        if (!last)
        {
            _messageTimes.AsSpan(card.Messages, card.MessageCount).CopyTo(_messageTimes.AsSpan(_messagesUsed));
            card.Messages = _messagesUsed;
        }

        _messagesUsed = needed;
        if (card.MessageCount == 0) CardsWithMessages++;
        var times = _messageTimes.AsSpan(card.Messages, ++card.MessageCount);
        var at = times.Length - 1;
        for (; at > 0 && times[at - 1] > time; at--) times[at] = times[at - 1];
        times[at] = time;
        card.FirstMessage = times[0];
    }

    private IEnumerable<string> SurnamesOnCards(FullNames names)
    {
        for (var surname = 1; surname < Surnames.Count; surname++)
            if (names.Count(surname) > 0) yield return Surnames[surname];
    }

    private int[] SortPhones(PortalDraft draft)
    {
        var order = Ordered(draft.Phones.Count, row => draft.Phones[row].Created, draft.PhoneTags);
        Phones = new PhoneCard[order.Length];
        PhoneTags = new long[order.Length];
        var newRow = new int[order.Length];
        for (var row = 0; row < order.Length; row++)
        {
            Phones[row] = draft.Phones[order[row]];
            PhoneTags[row] = draft.PhoneTags[order[row]];
            newRow[order[row]] = row;
        }

        Empty(draft.Phones);
        Empty(draft.PhoneTags);
        ListedRows = Rows = order.Length;
        return newRow;
    }

    private void ChatOrder(PortalDraft draft)
    {
        var order = Ordered(draft.Chats.Count, row => draft.Chats[row].Created, draft.ChatTags);
        Chats = new ChatRow[order.Length];
        ChatTags = new long[order.Length];
        Contacts = draft.Contacts;
        var newRow = new int[order.Length];
        for (var row = 0; row < order.Length; row++)
        {
            Chats[row] = draft.Chats[order[row]];
            ChatTags[row] = draft.ChatTags[order[row]];
            newRow[order[row]] = row;
        }

        Empty(draft.Chats);
        Empty(draft.ChatTags);
        var sets = new UnionFind(order.Length);
        var identities = new KeyedRows(draft.ChatIdentities, newRow);
        for (var i = 1; i < identities.Keys.Length; i++)
            if (identities.Keys[i] == identities.Keys[i - 1]) sets.Union(identities.Rows[i], identities.Rows[i - 1]);
        var starts = new List<int>(order.Length + 1);
        var members = new List<int>[order.Length];
        for (var row = 0; row < order.Length; row++)
            if (sets.Find(row) is var root && root != row) (members[root] ??= [root]).Add(row);
        ChatRows = new int[order.Length];
        var at = 0;
        for (var row = 0; row < order.Length; row++)
        {
            if (sets.Find(row) != row) continue;
            starts.Add(at);
            if (members[row] is { } several) foreach (var member in several) ChatRows[at++] = member;
            else ChatRows[at++] = row;
        }

        starts.Add(at);
        ChatStarts = [.. starts];
        ChatOfRow = new int[order.Length];
        for (var chat = 0; chat < ChatCount; chat++)
            for (var i = ChatStarts[chat]; i < ChatStarts[chat + 1]; i++) ChatOfRow[ChatRows[i]] = chat;
    }

    private (int[] Times, int[] Rows) SortMessages(PortalDraft draft, int[] newRow)
    {
        var keys = new ulong[draft.Messages.Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = (ulong)(uint)(draft.Messages[i].Time ^ int.MinValue) << 32 | (uint)newRow[draft.Messages[i].Row];
        Empty(draft.Messages);
        Array.Sort(keys);
        var (times, rows) = (new int[keys.Length], new int[keys.Length]);
        var counts = new int[Phones.Length + 1];
        for (var i = 0; i < keys.Length; i++)
        {
            times[i] = (int)(keys[i] >> 32) ^ int.MinValue;
            rows[i] = (int)(uint)keys[i];
            counts[rows[i] + 1]++;
        }

        for (var row = 0; row < Phones.Length; row++) counts[row + 1] += counts[row];
        _messageTimes = new int[_messagesUsed = keys.Length];
        for (var row = 0; row < Phones.Length; row++) Phones[row].Messages = counts[row];
        for (var i = 0; i < keys.Length; i++)
        {
            ref var card = ref Phones[rows[i]];
            if (card.MessageCount == ushort.MaxValue) continue;
            if (card.MessageCount == 0)
            {
                card.FirstMessage = times[i];
                CardsWithMessages++;
            }

            _messageTimes[card.Messages + card.MessageCount++] = times[i];
        }

        return (times, rows);
    }

    // What has been taken over is given back at once: a draft is as large as the index.
    private static void Empty<T>(List<T> list)
    {
        list.Clear();
        list.Capacity = 0;
    }

    // Creation first, the caller's number second: the order in which rows came in does not matter.
    private static int[] Ordered(int count, Func<int, int> created, List<long> tags)
    {
        var order = new int[count];
        var small = tags.TrueForAll(tag => tag is >= 0 and <= uint.MaxValue);
        for (var row = 0; row < count; row++) order[row] = row;
        if (small)
        {
            var keys = new ulong[count];
            for (var row = 0; row < count; row++) keys[row] = (ulong)(uint)(created(row) ^ int.MinValue) << 32 | (uint)tags[row];
            Array.Sort(keys, order);
        }
        else
        {
            Array.Sort(order, (a, b) => created(a) != created(b) ? created(a).CompareTo(created(b)) : tags[a].CompareTo(tags[b]));
        }

        return order;
    }
}
