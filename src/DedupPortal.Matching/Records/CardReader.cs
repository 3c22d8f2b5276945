using DedupPortal.Matching.Contacts;
using DedupPortal.Matching.Linkage;
using DedupPortal.Matching.Names;

namespace DedupPortal.Matching.Records;

/// <summary>Reads cards that a table gives as texts into a draft. One for each thread.</summary>
internal sealed class CardReader
{
    private readonly List<long> _numbers = [];
    private readonly List<Handle> _handles = [];

    internal void ReadChat(in TelegramCardText card, PortalDraft draft)
    {
        var text = new TextIdentifiers();
        if (!card.Chat.IsEmpty) text.Read(card.Chat.ToString());
        var display = card.Display.ToString();
        var name = RecordNormalizer.Completed(NameParser.Parse(display, typedByStaff: false), text);
        var username = TelegramAddress.Valid(card.Username);
        if (username is null && text.Usernames.Count > 0) username = text.Usernames[0];
        var handle = username is not null ? Handle.Read(username) : RecordNormalizer.HandleFromDisplay(display, name);
        var row = draft.AddChat(card.Id, card.Created, name, handle, Contacts(text));
        if (OpenLineCode.Parse(card.OpenLine.ToString()) is not { } code) return;
        if (code.TelegramId is { } id) draft.ChatIdentities.Add(((ulong)id, row));
        draft.ChatIdentities.Add((Keys.Of(code.ChatKey) | 1UL << 63, row));
    }

    internal void ReadPhone(in PhoneCardText card, PortalDraft draft)
    {
        _numbers.Clear();
        _handles.Clear();
        foreach (var part in card.Phones.Split(';'))
            if (PhoneParser.Parse(card.Phones[part].ToString()) is { IsPlausible: true } phone && !_numbers.Contains(phone.Number)) _numbers.Add(phone.Number);
        var email = card.Email.IsEmpty ? null : EmailAddress.Parse(card.Email.ToString());
        if (email is { } address && Handle.Read(address.Local) is { } handle) _handles.Add(handle);
        draft.AddPhone(
            card.Id, card.Created, NameParser.Parse(card.Name.ToString(), typedByStaff: true),
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
