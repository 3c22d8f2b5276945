namespace DedupPortal.Matching.Linkage;

/// <summary>
/// Reads off the levels of one Telegram card and many phone cards. Set up once a card; a pair then costs one fetch of the
/// phone card and a few comparisons of numbers.
/// </summary>
internal sealed class PairComparison(PortalIndex index)
{
    private byte[] _relation = NewRelations(index.Forms.Count);
    private int _marked;
    private ChatRow _chat;
    private ChatContacts? _contacts;
    private int[] _near = [];
    private int[] _nearWord = [];

    /// <summary>Relation of the chat's first name to a form; <see cref="FormRelation.Silent"/> for form 0.</summary>
    internal FormRelation RelationTo(int form) => (FormRelation)_relation[form];

    internal void Begin(in ChatRow chat)
    {
        if (_relation.Length < index.Forms.Count) (_relation, _marked) = (NewRelations(index.Forms.Count + 1024), 0);
        if (_marked != 0) foreach (var (form, _) in index.Forms.Related(_marked)) _relation[form] = (byte)FormRelation.Different;
        _marked = chat.Form;
        if (_marked != 0) foreach (var (form, relation) in index.Forms.Related(_marked)) _relation[form] = (byte)relation;
        _chat = chat;
        _contacts = chat.Contacts < 0 ? null : index.Contacts[chat.Contacts];
        _near = index.NearSurnames(chat.Surname);
        _nearWord = (chat.Flags & CardFlags.HandleSurnameCertain) != CardFlags.None ? index.NearSurnames(chat.Surname1) : [];
    }

    /// <summary>
    /// Levels of a pair. <paramref name="lag"/>: seconds since the card's last message before the chat where the caller knows,
    /// −1 where not.
    /// </summary>
    internal uint Compare(int row, int lag)
    {
        ref var card = ref index.Phones[row];
        var levels = 0u;
        if (_chat.Form != 0 && card.Form != 0)
        {
            levels = _relation[card.Form];
            if (levels == (uint)FormRelation.Different && (_chat.Flags & card.Flags & CardFlags.FirstCertain) == CardFlags.None) levels = 0;
        }
        else
        {
            var (one, other) = (_chat.Flags & (CardFlags.Male | CardFlags.Female), card.Flags & (CardFlags.Male | CardFlags.Female));
            if (one != CardFlags.None && other != CardFlags.None) levels = (one == other ? Levels.Agrees : Levels.Contradicts) << Levels.Sex;
        }

        var surname = Surname(in card);
        if (_contacts is not null) levels |= ContactPoints(row, ref surname);
        levels |= surname << Levels.Surname;
        if (_chat.Patronymic != 0 && card.Patronymic != 0) levels |= Patronymic(card.Patronymic) << Levels.Patronymic;
        if (_chat.Handle != 0) levels |= Handle(row, in card, surname);
        if ((card.Flags & CardFlags.Telegram) != CardFlags.None && _contacts is not null) levels |= Telegram(row) << Levels.Telegram;
        return levels | (uint)TimeBin(in card, lag) << Levels.Time;
    }

    private uint Surname(in PhoneCard card)
    {
        if (_chat.Surname != 0 && card.Surname != 0)
        {
            if (_chat.Surname == card.Surname) return Levels.SurnameSame;
            foreach (var near in _near)
                if (near == card.Surname) return Levels.SurnameNear;
            return (_chat.Flags & card.Flags & CardFlags.SurnameCertain) != CardFlags.None ? Levels.SurnameDifferent : 0;
        }

        if (_chat.Initial == 0 || card.Initial == 0) return 0;
        return _chat.Initial == card.Initial ? Levels.InitialSame : Levels.InitialDifferent;
    }

    private uint Patronymic(int father) =>
        _chat.Patronymic == father || Indexing.NearIndex.AreNear(index.Patronymics[_chat.Patronymic], index.Patronymics[father]) ? Levels.Agrees : Levels.Contradicts;

    private uint Handle(int row, in PhoneCard card, uint surname)
    {
        var agrees = surname == Levels.SurnameSame;
        if (card.Handle != 0)
        {
            var level = HandleEmail(row, in card, agrees && (_chat.Flags & CardFlags.HandleSurnameCertain) != CardFlags.None);
            if (level != Levels.HandleDifferent) return level << Levels.HandleEmail;
            return level << Levels.HandleEmail | (agrees ? 0 : HandleName(in card, surname) << Levels.HandleName);
        }

        return agrees ? 0 : HandleName(in card, surname) << Levels.HandleName;
    }

    private uint HandleEmail(int row, in PhoneCard card, bool nameSaysIt)
    {
        if (card.Handle == _chat.Handle || HasMore(row, in card, words: false))
            return !nameSaysIt ? Levels.HandleSame : _chat.HandleHasDigits ? Levels.HandleSameDigits : Levels.HandleSameName;
        if (_chat.HandleWords != 0 && (card.HandleWords == _chat.HandleWords || HasMore(row, in card, words: true)))
            return nameSaysIt ? Levels.HandleWordsName : Levels.HandleWords;
        return Levels.HandleDifferent;
    }

    private bool HasMore(int row, in PhoneCard card, bool words)
    {
        if ((card.Flags & CardFlags.MoreHandles) == CardFlags.None) return false;
        foreach (var more in index.MoreHandles[row])
            if (words ? more.Words == _chat.HandleWords : more.Handle == _chat.Handle) return true;
        return false;
    }

    private uint HandleName(in PhoneCard card, uint surname)
    {
        if (_chat.Surname1 == 0 || card.Surname == 0) return 0;
        var certain = (_chat.Flags & CardFlags.HandleSurnameCertain) != CardFlags.None;
        if (card.Surname == _chat.Surname1 || card.Surname == _chat.Surname2 || card.Surname == _chat.Surname3)
            return certain ? Levels.WordIsSurname : Levels.WordMayBeSurname;
        if (!certain) return 0;
        if (surname is not (Levels.SurnameNear or Levels.SurnameOfHousehold))
            foreach (var near in _nearWord)
                if (near == card.Surname) return Levels.WordNear;
        return (card.Flags & CardFlags.SurnameCertain) != CardFlags.None && _chat.Surname == 0 ? Levels.WordDifferent : 0;
    }

    private uint ContactPoints(int row, ref uint surname)
    {
        var levels = 0u;
        var contacts = _contacts!;
        if (Any(index.Numbers, contacts.OwnPhones, row)) levels = Levels.PhoneOwn << Levels.Phone;
        else if (Any(index.Numbers, contacts.OtherPhones, row)) levels = Levels.PhoneOfAnother << Levels.Phone;
        // Only a number given as one's own speaks against cards that have another.
        else if (contacts.OwnPhones.Length > 0) levels = Levels.PhoneOther << Levels.Phone;
        if (levels is Levels.PhoneOwn << Levels.Phone or Levels.PhoneOfAnother << Levels.Phone
            && surname is Levels.SurnameSame or Levels.SurnameNear or Levels.InitialSame) surname = Levels.SurnameOfHousehold;
        if (Any(index.Emails, contacts.Emails, row)) levels |= 1 << Levels.Email;
        return levels;
    }

    private uint Telegram(int row)
    {
        if (_contacts!.TelegramId != 0)
        {
            var known = index.TelegramIds.KeyOf(row);
            if (known != 0) return known == (ulong)_contacts.TelegramId ? Levels.IdSame : Levels.IdOther;
        }

        // Two known ids have said all about the account; a username may have changed hands.
        if (_contacts.Usernames.Length == 0 || index.Usernames.KeyOf(row) == 0) return 0;
        return Any(index.Usernames, _contacts.Usernames, row) ? Levels.UsernameSame : Levels.UsernameOther;
    }

    private static bool Any(KeyedRows rows, ReadOnlySpan<ulong> keys, int row)
    {
        foreach (var key in keys)
            if (rows.Has(key, row)) return true;
        return false;
    }

    private static bool Any(KeyedRows rows, long[] keys, int row) => Any(rows, System.Runtime.InteropServices.MemoryMarshal.Cast<long, ulong>(keys), row);

    private int TimeBin(in PhoneCard card, int lag)
    {
        // A card that did not exist yet was typed in after the chat, whatever was sent later.
        if (card.Created > _chat.Created) return Bin((long)card.Created - _chat.Created, Levels.CardAfter, Levels.CardBefore);
        if (lag < 0)
        {
            if (card.MessageCount == 0) return Bin((long)_chat.Created - card.Created, Levels.CardBefore, Levels.TimeCount);
            if (card.FirstMessage > _chat.Created) return 0;
            var messages = index.MessagesOf(in card);
            var i = messages.Length - 1;
            while (messages[i] > _chat.Created) i--;
            return Bin((long)_chat.Created - messages[i], Levels.AfterMessage, Levels.CardAfter);
        }

        return Bin(lag, Levels.AfterMessage, Levels.CardAfter);
    }

    private static int Bin(long lag, int first, int end)
    {
        var bin = first + TimeModel.BinOf(lag);
        return bin < end ? bin : 0;
    }

    private static byte[] NewRelations(int forms)
    {
        var relations = new byte[forms];
        Array.Fill(relations, (byte)FormRelation.Different);
        relations[0] = (byte)FormRelation.Silent;
        return relations;
    }
}
