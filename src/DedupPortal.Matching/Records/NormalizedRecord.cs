using DedupPortal.Matching.Contacts;
using DedupPortal.Matching.Names;

namespace DedupPortal.Matching.Records;

/// <summary>One card as keys.</summary>
internal sealed class NormalizedRecord
{
    internal required int Index { get; init; }

    internal required MatchRecord Raw { get; init; }

    internal RecordKind Kind => Raw.Kind;

    /// <summary>Creation, Unix seconds.</summary>
    internal required long Created { get; init; }

    /// <summary>Outgoing messages, Unix seconds, ascending.</summary>
    internal required long[] Messages { get; init; }

    internal required PersonName Name { get; init; }

    internal required CompanyTitle Company { get; init; }

    /// <summary>By what the card was recognised as born in Telegram, whether or not it has a phone.</summary>
    internal required TelegramOrigin Origin { get; init; }

    internal long? TelegramId { get; init; }

    /// <summary>Chat keys of its Telegram open-line codes.</summary>
    internal required IReadOnlyList<string> Chats { get; init; }

    /// <summary>Telegram usernames, lower case, the most trustworthy first.</summary>
    internal required IReadOnlyList<string> Usernames { get; set; }

    /// <summary>The first username (or a display name that is one) taken apart.</summary>
    internal Handle? Handle { get; set; }

    /// <summary>Plausible phones of the card's own fields, distinct, ascending.</summary>
    internal required IReadOnlyList<long> PlausiblePhones { get; init; }

    /// <summary>The plausible phones that are not shared by many cards; set once all cards are known.</summary>
    internal IReadOnlyList<long> Phones { get; set; } = [];

    internal required IReadOnlyList<EmailAddress> Emails { get; init; }

    /// <summary>Local parts of the e-mails taken apart.</summary>
    internal required IReadOnlyList<Handle> EmailHandles { get; init; }

    internal required IReadOnlyList<PhoneInText> TextPhones { get; init; }

    internal required IReadOnlyList<EmailAddress> TextEmails { get; init; }

    internal RecordSide Side =>
      (Phones.Count > 0 ? RecordSide.Phone : RecordSide.None) | (Origin != TelegramOrigin.None ? RecordSide.Telegram : RecordSide.None);

    /// <summary>Whether a Telegram card still looks for its phone.</summary>
    internal bool IsNicknameOnly => Kind != RecordKind.Deal && Side == RecordSide.Telegram;

    /// <summary>Whether the card can be what a Telegram card looks for.</summary>
    internal bool IsPhoneSide => Kind != RecordKind.Deal && Side.HasFlag(RecordSide.Phone);

    /// <summary>Order by content alone, so that results do not depend on the order of rows.</summary>
    internal static int ByContent(NormalizedRecord x, NormalizedRecord y)
    {
        var order = x.Created.CompareTo(y.Created);
        if (order == 0) order = x.Kind.CompareTo(y.Kind);
        if (order == 0) order = x.Raw.Id.CompareTo(y.Raw.Id);
        return order != 0 ? order : x.Index.CompareTo(y.Index);
    }
}
