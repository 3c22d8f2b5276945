using DedupPortal.Matching.Contacts;
using DedupPortal.Matching.Names;

namespace DedupPortal.Matching.Records;

/// <summary>Turns a card's texts into keys. One for each thread: it remembers words.</summary>
internal sealed class RecordNormalizer
{
    private static readonly TextIdentifiers s_silent = new();

    private readonly NameParser _parser = new();

    /// <summary>Normalises one card. Cost: linear in its texts.</summary>
    internal NormalizedRecord Normalize(MatchRecord record, int index)
    {
        List<OpenLineCode> codes = record.MessengerCodes.Count == 0 ? [] : [.. record.MessengerCodes.Select(OpenLineCode.Parse).OfType<OpenLineCode>()];
        var profile = Usernames(record);
        var text = ReadTexts(record);
        long[] phones = record.Phones.Count == 0 ? [] : [.. record.Phones.Select(PhoneParser.Parse).OfType<PhoneNumber>().Where(p => p.IsPlausible).Select(p => p.Number).Distinct().Order()];
        var origin = Origin(record, codes, profile.Count > 0, phones.Length > 0);
        var telegram = codes.FindAll(c => c.IsTelegram || origin != TelegramOrigin.None && c.MayBeTelegram);
        var name = ReadName(record, origin != TelegramOrigin.None, text);
        string[] usernames = profile.Count + text.Usernames.Count == 0 ? [] : [.. profile.Concat(text.Usernames).Distinct(StringComparer.Ordinal).Take(4)];
        EmailAddress[] emails = record.Emails.Count == 0 ? [] : [.. record.Emails.Select(EmailAddress.Parse).OfType<EmailAddress>().DistinctBy(e => e.Key, StringComparer.Ordinal).Take(8)];
        return new NormalizedRecord
        {
            Index = index,
            Raw = record,
            Created = record.Created.ToUnixTimeSeconds(),
            Messages = Instants(record.OutgoingMessages),
            Name = name,
            Company = CompanyTitle.Read(record.CompanyName ?? (record.Kind == RecordKind.Company ? record.Title : null)),
            Origin = record.Kind == RecordKind.Deal ? TelegramOrigin.None : origin,
            TelegramId = telegram.Select(c => c.TelegramId).FirstOrDefault(id => id is not null),
            Chats = telegram.Count == 0 ? [] : [.. telegram.Select(c => c.ChatKey).Distinct(StringComparer.Ordinal)],
            Usernames = usernames,
            Handle = usernames.Length > 0 ? Handle.Read(usernames[0], _parser.Lexicon) : HandleFromDisplay(record.DisplayName ?? record.FirstName, name, _parser.Lexicon),
            PlausiblePhones = phones,
            Emails = emails,
            EmailHandles = emails.Length == 0 ? [] : [.. emails.Select(e => Handle.Read(e.Local, _parser.Lexicon)).OfType<Handle>().Take(2)],
            TextPhones = text.Phones,
            TextEmails = text.Emails,
        };
    }

    /// <summary>
    /// Lends a deal's profile address to its contact: where an open line makes a contact with a deal, the address stands on
    /// the deal alone.
    /// </summary>
    internal static void LendUsernames(IReadOnlyList<NormalizedRecord> byContent, IReadOnlyList<NormalizedRecord> records)
    {
        foreach (var deal in byContent)
        {
            if (deal.Kind != RecordKind.Deal || deal.Usernames.Count == 0 || deal.Raw.OwnerContact is not { } owner) continue;
            var contact = records[owner];
            if (contact.Origin == TelegramOrigin.None || contact.Usernames.Count > 0) continue;
            contact.Usernames = deal.Usernames;
            contact.Handle = Handle.Read(deal.Usernames[0]) ?? contact.Handle;
        }
    }

    private static long[] Instants(IReadOnlyList<DateTimeOffset> instants)
    {
        if (instants.Count == 0) return [];
        var seconds = new long[instants.Count];
        for (var i = 0; i < seconds.Length; i++) seconds[i] = instants[i].ToUnixTimeSeconds();
        Array.Sort(seconds);
        return seconds;
    }

    private static TelegramOrigin Origin(MatchRecord record, List<OpenLineCode> codes, bool hasProfile, bool hasPhone)
    {
        if (codes.Exists(c => c.IsTelegram)) return TelegramOrigin.OpenLine;
        var source = record.SourceId?.ToLowerInvariant() ?? "";
        var named = OpenLineCode.NamesTelegram(source) || source.EndsWith("|tg", StringComparison.Ordinal);
        if (codes.Exists(c => c.MayBeTelegram) && (named || hasProfile)) return TelegramOrigin.OpenLine;
        if (named) return TelegramOrigin.Source;
        return hasProfile && !hasPhone && codes.Count == 0 ? TelegramOrigin.Profile : TelegramOrigin.None;
    }

    private static List<string> Usernames(MatchRecord record)
    {
        var found = new List<string>();
        foreach (var text in record.Webs) Add(text);
        foreach (var text in record.MessengerCodes) Add(text);
        Add(record.SourceDescription);
        return found;

        void Add(string? text)
        {
            if (TelegramAddress.Username(text) is { } username) found.Add(username);
        }
    }

    private TextIdentifiers ReadTexts(MatchRecord record)
    {
        TextIdentifiers? told = null;
        foreach (var chat in record.ChatTexts) Read(chat);
        Read(record.Comments);
        Read(record.SourceDescription);
        return told ?? s_silent;

        void Read(string? text)
        {
            if (TextIdentifiers.MayTell(text)) (told ??= new TextIdentifiers(_parser)).Read(text);
        }
    }

    private PersonName ReadName(MatchRecord record, bool bornInTelegram, TextIdentifiers text)
    {
        var name = FromFields(record, bornInTelegram);
        return bornInTelegram ? Completed(name, text) : name;
    }

    /// <summary>A shown name completed by what the client says of himself.</summary>
    internal static PersonName Completed(PersonName name, TextIdentifiers text)
    {
        if (text.Name.First is not { } told) return name;
        // What the client says of himself completes a nickname, and a first name it agrees with.
        if (name.First is null || !name.FirstCertain)
            return text.Name with { Rules = name.Rules, Surname = text.Name.Surname ?? name.Surname, SurnameText = text.Name.SurnameText ?? name.SurnameText };
        return name.Surname is null && name.SurnameInitial == '\0' && text.Name.Surname is not null && told.SharesGroup(name.First)
          ? name with { Surname = text.Name.Surname, SurnameText = text.Name.SurnameText, SurnameCertain = text.Name.SurnameCertain }
          : name;
    }

    private PersonName FromFields(MatchRecord record, bool bornInTelegram)
    {
        if (record.Kind == RecordKind.Deal) return PersonName.Empty;
        var hasFields = !string.IsNullOrWhiteSpace(record.FirstName) || !string.IsNullOrWhiteSpace(record.LastName);
        if (hasFields) return _parser.Read(record.FirstName, record.SecondName, record.LastName, typedByStaff: !bornInTelegram);
        if (!string.IsNullOrWhiteSpace(record.DisplayName)) return _parser.Read(record.DisplayName, typedByStaff: !bornInTelegram);
        return string.IsNullOrWhiteSpace(record.Title) ? PersonName.Empty : FromTitle(record, bornInTelegram);
    }

    private PersonName FromTitle(MatchRecord record, bool bornInTelegram)
    {
        var title = record.Title!;
        if (record.Kind == RecordKind.Company)
        {
            // A sole trader's company is a person.
            var trader = title.Contains("ИП", StringComparison.Ordinal) || title.Contains("ФОП", StringComparison.Ordinal);
            return trader ? _parser.Read(title.Replace("ИП", "").Replace("ФОП", ""), typedByStaff: false) : PersonName.Empty;
        }

        if (bornInTelegram)
        {
            // "name - line name": whatever the line is called is not the client.
            var dash = title.LastIndexOf(" - ", StringComparison.Ordinal);
            if (dash > 0) title = title[..dash];
        }

        var name = _parser.Read(title, typedByStaff: false);
        // A title is prose: only a known first name and a surname that looks like one are taken from it.
        if (name.First is not { IsKnown: true }) return PersonName.Empty;
        return name.SurnameCertain ? name : name with { Surname = null, SurnameText = null };
    }

    /// <summary>The shown name taken apart where it is a username; null where it is a name.</summary>
    internal static Handle? HandleFromDisplay(ReadOnlySpan<char> shown, PersonName name, Lexicon lexicon)
    {
        if (name.First is { IsKnown: true }) return null;
        var display = shown.Trim();
        if (display.IsEmpty || display.Contains(' ') || Handle.Read(display, lexicon) is not { } handle) return null;
        var looksLikeOne = display.Contains('_') || HasDigit(display);
        // "romanovamasha" shows a username, too; a word that cannot be taken apart is just a word.
        return looksLikeOne || handle is { First: not null, SurnameCertain: true } ? handle : null;

        static bool HasDigit(ReadOnlySpan<char> text)
        {
            foreach (var c in text)
                if (char.IsDigit(c)) return true;
            return false;
        }
    }
}
