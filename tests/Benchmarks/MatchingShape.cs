namespace DedupPortal.Benchmarks;

/// <summary>Knobs of a generated portal. Shares are 0 to 1.</summary>
internal sealed record MatchingShape
{
    internal int Seed { get; init; } = 1;

    /// <summary>Cards altogether.</summary>
    internal int Cards { get; init; } = 10_000;

    internal double Telegram { get; init; } = 0.30;

    /// <summary>Share of Telegram cards whose client has a card with a phone.</summary>
    internal double Linked { get; init; } = 0.60;

    /// <summary>Share of Telegram names with a surname.</summary>
    internal double FullNames { get; init; } = 0.52;

    internal double Nicknames { get; init; } = 0.14;

    internal double Diminutives { get; init; } = 0.32;

    internal double Latin { get; init; } = 0.27;

    internal double Typos { get; init; } = 0.04;

    internal double Homoglyphs { get; init; } = 0.03;

    internal double Usernames { get; init; } = 0.60;

    /// <summary>Share of usernames and e-mails made of the name.</summary>
    internal double NamedHandles { get; init; } = 0.45;

    internal double Emails { get; init; } = 0.40;

    /// <summary>Share of phone cards that say nothing about who it is.</summary>
    internal double JunkNames { get; init; } = 0.07;

    internal double SecondPhones { get; init; } = 0.08;

    /// <summary>Share of clients with two cards.</summary>
    internal double Twice { get; init; } = 0.05;

    /// <summary>False: the portal records no outgoing messages at all.</summary>
    internal bool HasMessages { get; init; } = true;

    internal int Mailings { get; init; } = 15;

    /// <summary>Share of the cards there are that each mailing reaches.</summary>
    internal double MailingReach { get; init; } = 0.09;

    /// <summary>Of linked chats: answers to a message.</summary>
    internal double Answers { get; init; } = 0.74;

    /// <summary>Of linked chats: the client wrote first and his card was typed in afterwards.</summary>
    internal double WroteFirst { get; init; } = 0.12;

    /// <summary>Of chats of strangers: come in the hours after messages, as linked ones do.</summary>
    internal double StrangersInBusyHours { get; init; } = 0.65;

    /// <summary>Of chats of strangers: bear the first name of somebody who was written to just then.</summary>
    internal double Namesakes { get; init; } = 0.10;

    internal double PhonesInChat { get; init; } = 0.07;

    /// <summary>Share of chats that give the phone of a relative who is a client.</summary>
    internal double RelativesPhones { get; init; } = 0.006;

    /// <summary>Share of linked clients with a second Telegram account.</summary>
    internal double SecondAccounts { get; init; }

    /// <summary>The usual portal and some that differ from it in one thing.</summary>
    internal static IReadOnlyDictionary<string, MatchingShape> Named { get; } = new Dictionary<string, MatchingShape>(StringComparer.Ordinal)
    {
        ["usual"] = new(),
        ["silent"] = new() { HasMessages = false },
        ["mailings"] = new() { Mailings = 40, MailingReach = 0.25 },
        ["nicknames"] = new() { Nicknames = 0.40, FullNames = 0.25 },
        ["strangers"] = new() { Linked = 0.25, Namesakes = 0.30 },
        ["named"] = new() { FullNames = 0.80, NamedHandles = 0.75, Diminutives = 0.15 },
        ["accounts"] = new() { SecondAccounts = 0.10, RelativesPhones = 0.03 },
    };
}
