using DedupPortal.Matching.Contacts;
using DedupPortal.Matching.Linkage;
using DedupPortal.Matching.Names;

namespace DedupPortal.Matching.Records;

/// <summary>Reads cards that a table gives as texts into a draft. One for each thread.</summary>
internal sealed class CardReader
{
    private readonly NameParser _parser = new();
    private readonly List<long> _numbers = [];
    private readonly List<Handle> _handles = [];

    private static readonly TextIdentifiers s_silent = new();

    internal void ReadChat(in TelegramCardText card, PortalDraft draft)
    {
        var text = s_silent;
        if (TextIdentifiers.IsWorthReading(card.Chat))
        {
            text = new TextIdentifiers(_parser);
            text.Read(card.Chat.ToString());
        }

        var name = RecordNormalizer.Completed(_parser.Read(card.Display, typedByStaff: false), text);
        var username = TelegramAddress.Valid(card.Username);
        if (username is null && text.Usernames.Count > 0) username = text.Usernames[0];
        var handle = username is not null ? Handle.Read(username, _parser.Lexicon) : RecordNormalizer.HandleFromDisplay(card.Display, name, _parser.Lexicon);
        var row = draft.AddChat(card.Id, card.Created, name, handle, Contacts(text));
        if (OpenLineCode.Parse(card.OpenLine) is not { } code) return;
        if (code.TelegramId is { } id) draft.ChatIdentities.Add(((ulong)id, row));
        else draft.ChatIdentities.Add((Keys.Of(code.ChatKey) | 1UL << 63, row));
    }

    internal void ReadPhone(in PhoneCardText card, PortalDraft draft)
    {
        _numbers.Clear();
        _handles.Clear();
        foreach (var part in card.Phones.Split(';'))
            if (PhoneParser.Parse(card.Phones[part]) is { IsPlausible: true } phone && !_numbers.Contains(phone.Number)) _numbers.Add(phone.Number);
        var email = card.Email.IsEmpty ? null : EmailAddress.Parse(card.Email.ToString());
        if (email is { } address && Handle.Read(address.Local, _parser.Lexicon) is { } handle) _handles.Add(handle);
        draft.AddPhone(
            card.Id, card.Created, _parser.Read(card.Name, typedByStaff: true),
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_numbers), email is { } one ? [one] : [],
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_handles));
    }

    private static ChatContacts? Contacts(TextIdentifiers text)
    {
        if (text.Phones.Count == 0 && text.Emails.Count == 0) return null;
        return new ChatContacts(
            [.. text.Phones.Where(phone => !phone.OfAnother).Select(phone => phone.Phone.Number).Distinct()],
            [.. text.Phones.Where(phone => phone.OfAnother).Select(phone => phone.Phone.Number).Distinct()],
            [.. text.Emails.Select(email => Keys.Of(email.Key)).Distinct()], [], 0);
    }
}
