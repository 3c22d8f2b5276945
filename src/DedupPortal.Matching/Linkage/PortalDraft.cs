using DedupPortal.Matching.Contacts;
using DedupPortal.Matching.Names;

namespace DedupPortal.Matching.Linkage;

/// <summary>Cards as numbers while they come in, in any order. Two drafts filled apart can be put together.</summary>
internal sealed class PortalDraft
{
    internal PortalDraft() => (Forms, Surnames, Patronymics, Handles, HandleWords, Contacts) = (new(), new(), new(), new(), new(), []);

    /// <summary>A draft for cards that come later: they get the numbers of an index.</summary>
    internal PortalDraft(PortalIndex index) =>
        (Forms, Surnames, Patronymics, Handles, HandleWords, Contacts) =
        (index.Forms, index.Surnames, index.Patronymics, index.Handles, index.HandleWords, index.Contacts);

    internal Forms Forms { get; }

    internal Symbols Surnames { get; }

    internal Symbols Patronymics { get; }

    internal KeyTable Handles { get; }

    internal KeyTable HandleWords { get; }

    internal List<PhoneCard> Phones { get; } = [];

    /// <summary>The caller's numbers of the phone cards; they break ties between cards of one second.</summary>
    internal List<long> PhoneTags { get; } = [];

    internal List<(ulong Number, int Row)> PhoneNumbers { get; } = [];

    internal List<(ulong Key, int Row)> Emails { get; } = [];

    internal List<(ulong Key, int Row)> Usernames { get; } = [];

    internal List<(ulong Id, int Row)> TelegramIds { get; } = [];

    /// <summary>Second e-mail handles of phone cards: handle, words, row.</summary>
    internal List<(int Handle, int Words, int Row)> MoreHandles { get; } = [];

    internal List<(int Row, int Time)> Messages { get; } = [];

    /// <summary>Phone cards that are one person whatever they say.</summary>
    internal List<(int One, int Other)> SamePerson { get; } = [];

    internal List<ChatRow> Chats { get; } = [];

    internal List<long> ChatTags { get; } = [];

    internal List<ChatContacts> Contacts { get; }

    /// <summary>Telegram cards by what makes them one chat.</summary>
    internal List<(ulong Identity, int Row)> ChatIdentities { get; } = [];

    /// <summary>Adds a card with a phone. Cost: a look-up a value. Returns its row.</summary>
    internal int AddPhone(
        long tag, long created, PersonName name, ReadOnlySpan<long> phones, ReadOnlySpan<EmailAddress> emails, ReadOnlySpan<Handle> handles)
    {
        name = Completed(name, handles);
        var row = Phones.Count;
        var card = new PhoneCard
        {
            Created = Seconds.FromUnix(created),
            FirstMessage = int.MaxValue,
            Form = Forms.Add(name.First),
            Surname = Surnames.Add(name.Surname),
            Patronymic = Patronymics.Add(name.Patronymic),
            Initial = InitialOf(name),
            Flags = FlagsOf(name),
        };
        for (var i = 0; i < handles.Length; i++)
        {
            var (handle, words) = NumbersOf(handles[i]);
            if (i == 0) (card.Handle, card.HandleWords) = (handle, words);
            else
            {
                card.Flags |= CardFlags.MoreHandles;
                MoreHandles.Add((handle, words, row));
            }
        }

        Phones.Add(card);
        PhoneTags.Add(tag);
        foreach (var phone in phones) PhoneNumbers.Add(((ulong)phone, row));
        foreach (var email in emails) Emails.Add((Keys.Of(email.Key), row));
        return row;
    }

    /// <summary>Tells that a phone card knows a Telegram identity, too.</summary>
    internal void AddIdentity(int row, long? telegramId, IReadOnlyList<string> usernames)
    {
        if (telegramId is null && usernames.Count == 0) return;
        var card = Phones[row];
        card.Flags |= CardFlags.Telegram;
        Phones[row] = card;
        if (telegramId is { } id) TelegramIds.Add(((ulong)id, row));
        foreach (var username in usernames) Usernames.Add((Keys.Of(username), row));
    }

    internal void AddMessage(int row, long sent) => Messages.Add((row, Seconds.FromUnix(sent)));

    /// <summary>Adds a Telegram card. Returns its row.</summary>
    internal int AddChat(long tag, long created, PersonName name, Handle? handle, ChatContacts? contacts)
    {
        // A nickname on display gives way to the name in the username.
        if (handle is { First: { } first } && !name.FirstCertain)
            name = name with { First = first, FirstText = handle.FirstText, FirstCertain = true, Sex = name.Sex == Sex.Unknown ? first.Sex : name.Sex };
        var chat = new ChatRow
        {
            Created = Seconds.FromUnix(created),
            Form = Forms.Add(name.First),
            Surname = Surnames.Add(name.Surname),
            Patronymic = Patronymics.Add(name.Patronymic),
            Initial = InitialOf(name),
            Flags = FlagsOf(name),
            Contacts = contacts is null ? -1 : Contacts.Count,
        };
        if (contacts is not null) Contacts.Add(contacts);
        if (handle is not null)
        {
            (chat.Handle, chat.HandleWords) = NumbersOf(handle);
            if (handle.SurnameCertain) chat.Flags |= CardFlags.HandleSurnameCertain;
            chat.HandleHasDigits = handle.Key.AsSpan().IndexOfAnyInRange('0', '9') >= 0;
            var words = handle.Surnames;
            if (words.Count > 0) chat.Surname1 = Surnames.Add(words[0]);
            if (words.Count > 1) chat.Surname2 = Surnames.Add(words[1]);
            if (words.Count > 2) chat.Surname3 = Surnames.Add(words[2]);
        }

        Chats.Add(chat);
        ChatTags.Add(tag);
        return Chats.Count - 1;
    }

    /// <summary>Takes over the Telegram cards of a draft that was filled on another thread.</summary>
    internal void TakeChats(PortalDraft other)
    {
        var (forms, surnames, patronymics) = (Forms.Merge(other.Forms), Surnames.Merge(other.Surnames), Patronymics.Merge(other.Patronymics));
        var (handles, words) = (Handles.Merge(other.Handles), HandleWords.Merge(other.HandleWords));
        var (rows, contacts) = (Chats.Count, Contacts.Count);
        foreach (var chat in other.Chats)
        {
            var copy = chat;
            copy.Form = forms[chat.Form];
            copy.Surname = surnames[chat.Surname];
            copy.Patronymic = patronymics[chat.Patronymic];
            copy.Handle = handles[chat.Handle];
            copy.HandleWords = words[chat.HandleWords];
            (copy.Surname1, copy.Surname2, copy.Surname3) = (surnames[chat.Surname1], surnames[chat.Surname2], surnames[chat.Surname3]);
            if (copy.Contacts >= 0) copy.Contacts += contacts;
            Chats.Add(copy);
        }

        ChatTags.AddRange(other.ChatTags);
        Contacts.AddRange(other.Contacts);
        foreach (var (identity, row) in other.ChatIdentities) ChatIdentities.Add((identity, row + rows));
    }

    /// <summary>Takes over the phone cards of a draft that was filled on another thread, with all that belongs to them.</summary>
    internal void TakePhones(PortalDraft other)
    {
        var (forms, surnames, patronymics) = (Forms.Merge(other.Forms), Surnames.Merge(other.Surnames), Patronymics.Merge(other.Patronymics));
        var (handles, words) = (Handles.Merge(other.Handles), HandleWords.Merge(other.HandleWords));
        var rows = Phones.Count;
        foreach (var card in other.Phones)
        {
            var copy = card;
            (copy.Form, copy.Surname, copy.Patronymic) = (forms[card.Form], surnames[card.Surname], patronymics[card.Patronymic]);
            (copy.Handle, copy.HandleWords) = (handles[card.Handle], words[card.HandleWords]);
            Phones.Add(copy);
        }

        PhoneTags.AddRange(other.PhoneTags);
        foreach (var (key, row) in other.PhoneNumbers) PhoneNumbers.Add((key, row + rows));
        foreach (var (key, row) in other.Emails) Emails.Add((key, row + rows));
        foreach (var (key, row) in other.Usernames) Usernames.Add((key, row + rows));
        foreach (var (key, row) in other.TelegramIds) TelegramIds.Add((key, row + rows));
        foreach (var (handle, word, row) in other.MoreHandles) MoreHandles.Add((handles[handle], words[word], row + rows));
        foreach (var (row, time) in other.Messages) Messages.Add((row + rows, time));
        foreach (var (one, two) in other.SamePerson) SamePerson.Add((one + rows, two + rows));
    }

    private (int Handle, int Words) NumbersOf(Handle handle) =>
        (Handles.Add(Keys.Of(handle.Key)), handle.WordKey.Length == 0 ? 0 : HandleWords.Add(Keys.Of(handle.WordKey)));

    private static byte InitialOf(PersonName name) =>
        (byte)((name.Surname is { Length: > 0 } surname ? surname[0] : name.SurnameInitial) & 127);

    private static CardFlags FlagsOf(PersonName name) =>
        (name.FirstCertain ? CardFlags.FirstCertain : CardFlags.None) | (name.SurnameCertain ? CardFlags.SurnameCertain : CardFlags.None)
        | (name.Sex == Sex.Male ? CardFlags.Male : name.Sex == Sex.Female ? CardFlags.Female : CardFlags.None);

    /// <summary>A phone card's name completed out of its e-mails. What only an e-mail says may support a pair but never contradict one.</summary>
    internal static PersonName Completed(PersonName name, ReadOnlySpan<Handle> handles)
    {
        foreach (var handle in handles)
        {
            if (name.First is null && handle.First is not null) name = name with { First = handle.First, FirstText = handle.FirstText, FirstCertain = false };
            if (name.Surname is null && handle.SurnameCertain && (name.SurnameInitial == '\0' || name.SurnameInitial == handle.Surnames[0][0]))
                name = name with { Surname = handle.Surnames[0], SurnameText = handle.Text, SurnameCertain = false };
        }

        return name;
    }
}
