using DedupPortal.Matching.Clustering;
using DedupPortal.Matching.Indexing;

namespace DedupPortal.Matching.Linkage;

/// <summary>
/// The cards of a portal as columns, by rising creation, and everything a Telegram card can be found by. Built once from a
/// draft: O(n log n); about 130 bytes a phone card and 60 a Telegram card.
/// </summary>
internal sealed class PortalIndex
{
    // A phone with more cards than that is handled by the nearest few; keeps a switchboard from becoming quadratic.
    private const int MostNeighbours = 12;

    private readonly Dictionary<int, int[]> _nearSurnames = [];
    private readonly NearIndex _surnameNeighbours;

    internal PortalIndex(PortalDraft draft)
    {
        (Forms, Surnames, Patronymics, Handles, HandleWords) = (draft.Forms, draft.Surnames, draft.Patronymics, draft.Handles, draft.HandleWords);
        var newRow = SortPhones(draft);
        ChatOrder(draft);
        Forms.Freeze();
        Numbers = new KeyedRows(draft.PhoneNumbers, newRow);
        Emails = new KeyedRows(draft.Emails, newRow);
        Usernames = new KeyedRows(draft.Usernames, newRow);
        TelegramIds = new KeyedRows(draft.TelegramIds, newRow);
        foreach (var (handle, words, row) in draft.MoreHandles)
        {
            if (!MoreHandles.TryGetValue(newRow[row], out var list)) MoreHandles.Add(newRow[row], list = []);
            list.Add((handle, words));
        }

        var (messageTimes, messageRows) = SortMessages(draft, newRow);
        MessageRows = messageRows;
        Messages = new TimeIndex(messageTimes);
        Created = new TimeIndex(Array.ConvertAll(Phones, static card => card.Created));
        ChatTimes = new TimeIndex(Array.ConvertAll(Chats, chat => chat.Created));
        Groups = new FormGroups(Forms);
        MessagesOfGroup = new GroupEvents(messageTimes, messageRows, Phones, Groups, creations: false);
        var rows = new int[Phones.Length];
        for (var row = 0; row < rows.Length; row++) rows[row] = row;
        CreatedOfGroup = new GroupEvents(Created.Times, rows, Phones, Groups, creations: true);
        BySurname = new FullNames(Surnames.Count, Phones);
        ByHandle = new RowLists(draft.Handles.Count, Array.ConvertAll(Phones, card => card.Handle), draft.MoreHandles.ConvertAll(more => (more.Handle, newRow[more.Row])));
        ByHandleWords = new RowLists(draft.HandleWords.Count, Array.ConvertAll(Phones, card => card.HandleWords), draft.MoreHandles.ConvertAll(more => (more.Words, newRow[more.Row])));
        _surnameNeighbours = new NearIndex(SurnamesOnCards());
        Persons = new PersonSets(this, draft.SamePerson.ConvertAll(pair => (newRow[pair.One], newRow[pair.Other])), MostNeighbours);
    }

    internal Forms Forms { get; }

    internal FormGroups Groups { get; }

    internal Symbols Surnames { get; }

    internal Symbols Patronymics { get; }

    internal KeyTable Handles { get; }

    internal KeyTable HandleWords { get; }

    internal PhoneCard[] Phones { get; private set; } = [];

    /// <summary>The caller's number of each phone card.</summary>
    internal long[] PhoneTags { get; private set; } = [];

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

    /// <summary>Messages by card, ascending; see <see cref="MessagesOf"/>.</summary>
    internal int[] MessageTimes { get; private set; } = [];

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

    internal ReadOnlySpan<int> MessagesOf(in PhoneCard card) => MessageTimes.AsSpan(card.Messages, card.MessageCount);

    /// <summary>Surnames on phone cards a slip of the finger from one, without itself. Prepared for every chat by <see cref="PrepareChats"/>.</summary>
    internal int[] NearSurnames(int surname) => surname != 0 && _nearSurnames.TryGetValue(surname, out var near) ? near : [];

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
        if (surname == 0 || _nearSurnames.ContainsKey(surname)) return;
        var near = _surnameNeighbours.Near(Surnames[surname]);
        var numbers = near.Count == 0 ? [] : new int[near.Count];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = Surnames.Add(near[i]);
        _nearSurnames.Add(surname, numbers);
    }

    private IEnumerable<string> SurnamesOnCards()
    {
        for (var surname = 1; surname < Surnames.Count; surname++)
            if (BySurname.Count(surname) > 0) yield return Surnames[surname];
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
        MessageTimes = new int[keys.Length];
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

            MessageTimes[card.Messages + card.MessageCount++] = times[i];
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
