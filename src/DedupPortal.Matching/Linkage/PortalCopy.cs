namespace DedupPortal.Matching.Linkage;

/// <summary>Makes a draft out of an index, for one that is built anew with all that came late and without what is gone, or for a snapshot.</summary>
internal static class PortalCopy
{
    /// <summary>
    /// The draft, with tables of those words alone that are still in use, so that what comes out of it is what the cards would give
    /// if they came for the first time. <paramref name="rows"/>: the index's row of each row of the draft. The contacts of chats
    /// are shared, nothing else. Cost: linear.
    /// </summary>
    internal static PortalDraft Of(PortalIndex index, out int[] rows)
    {
        var draft = new PortalDraft();
        var words = new UsedWords(index, draft);
        var place = new int[index.Rows];
        var kept = new List<int>(index.Rows);
        for (var row = 0; row < index.Rows; row++)
        {
            place[row] = -1;
            if (index.Late.IsGone(row)) continue;
            place[row] = kept.Count;
            kept.Add(row);
            ref var card = ref index.Phones[row];
            foreach (var time in index.MessagesOf(in card)) draft.Messages.Add((place[row], time));
            var copy = card;
            (copy.Messages, copy.MessageCount, copy.FirstMessage) = (0, 0, int.MaxValue);
            copy.Flags &= ~CardFlags.SharesPerson;
            words.Rename(ref copy);
            draft.Phones.Add(copy);
            draft.PhoneTags.Add(index.PhoneTags[row]);
        }

        Keyed(index.Numbers, place, draft.PhoneNumbers);
        Keyed(index.Emails, place, draft.Emails);
        Keyed(index.Usernames, place, draft.Usernames);
        Keyed(index.TelegramIds, place, draft.TelegramIds);
        foreach (var (row, handles) in index.MoreHandles.OrderBy(entry => entry.Key))
            foreach (var (handle, word) in handles)
                if (place[row] >= 0) draft.MoreHandles.Add((words.Handle(handle), words.HandleWords(word), place[row]));
        foreach (var (one, other) in index.SamePerson)
            if (place[one] >= 0 && place[other] >= 0) draft.SamePerson.Add((place[one], place[other]));
        Chats(index, draft, words);
        rows = [.. kept];
        return draft;
    }

    private static void Chats(PortalIndex index, PortalDraft draft, UsedWords words)
    {
        foreach (var chat in index.Chats)
        {
            var copy = chat;
            words.Rename(ref copy);
            draft.Chats.Add(copy);
        }

        draft.ChatTags.AddRange(index.ChatTags);
        draft.Contacts.AddRange(index.Contacts);
        for (var chat = 0; chat < index.ChatCount; chat++)
            for (var i = index.ChatStarts[chat]; i < index.ChatStarts[chat + 1] && index.ChatStarts[chat + 1] - index.ChatStarts[chat] > 1; i++)
                draft.ChatIdentities.Add(((ulong)chat + 1, index.ChatRows[i]));
    }

    private static void Keyed(KeyedRows from, int[] place, List<(ulong, int)> to)
    {
        for (var i = 0; i < from.Keys.Length; i++)
            if (place[from.Rows[i]] >= 0) to.Add((from.Keys[i], place[from.Rows[i]]));
        foreach (var (key, rows) in from.Late)
            foreach (var row in rows)
                if (place[row] >= 0) to.Add((key, place[row]));
    }

    /// <summary>Numbers of words in the draft for those in the index, given out at first use.</summary>
    private sealed class UsedWords(PortalIndex index, PortalDraft draft)
    {
        private readonly int[] _forms = new int[index.Forms.Count];
        private readonly int[] _surnames = new int[index.Surnames.Count];
        private readonly int[] _patronymics = new int[index.Patronymics.Count];
        private readonly int[] _handles = new int[index.Handles.Count];
        private readonly int[] _words = new int[index.HandleWords.Count];

        internal void Rename(ref PhoneCard card)
        {
            (card.Form, card.Surname, card.Patronymic) = (Form(card.Form), Surname(card.Surname), Patronymic(card.Patronymic));
            (card.Handle, card.HandleWords) = (Handle(card.Handle), HandleWords(card.HandleWords));
        }

        internal void Rename(ref ChatRow chat)
        {
            (chat.Form, chat.Surname, chat.Patronymic) = (Form(chat.Form), Surname(chat.Surname), Patronymic(chat.Patronymic));
            (chat.Handle, chat.HandleWords) = (Handle(chat.Handle), HandleWords(chat.HandleWords));
            (chat.Surname1, chat.Surname2, chat.Surname3) = (Surname(chat.Surname1), Surname(chat.Surname2), Surname(chat.Surname3));
        }

        internal int Handle(int handle) => handle == 0 ? 0 : Given(ref _handles[handle], () => draft.Handles.Add(index.Handles[handle]));

        internal int HandleWords(int words) => words == 0 ? 0 : Given(ref _words[words], () => draft.HandleWords.Add(index.HandleWords[words]));

        private int Form(int form) => form == 0 ? 0 : Given(ref _forms[form], () => draft.Forms.Add(index.Forms[form]));

        private int Surname(int surname) => surname == 0 ? 0 : Given(ref _surnames[surname], () => draft.Surnames.Add(index.Surnames[surname]));

        private int Patronymic(int father) => father == 0 ? 0 : Given(ref _patronymics[father], () => draft.Patronymics.Add(index.Patronymics[father]));

        private static int Given(ref int number, Func<int> give) => number == 0 ? number = give() : number;
    }
}
