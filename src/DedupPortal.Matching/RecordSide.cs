namespace DedupPortal.Matching;

/// <summary>What a card knows about its client. Numbers are stable.</summary>
[Flags]
public enum RecordSide
{
    /// <summary>Neither a usable phone nor a Telegram identity.</summary>
    None = 0,

    /// <summary>A usable phone: valid for its country, not invented, not shared by many cards.</summary>
    Phone = 1,

    /// <summary>Born in Telegram, by its messenger code, source code or profile link.</summary>
    Telegram = 2,

    /// <summary>Both: the link this product restores is already there.</summary>
    Both = Phone | Telegram,
}

/// <summary>By what a card was recognised as born in Telegram, strongest first. Numbers are stable.</summary>
public enum TelegramOrigin
{
    /// <summary>It was not.</summary>
    None = 0,

    /// <summary>An open-line code whose connector is Telegram's.</summary>
    OpenLine = 1,

    /// <summary>The source code names Telegram.</summary>
    Source = 2,

    /// <summary>A t.me profile or @nick in the messenger or web field of a card without a usable phone.</summary>
    Profile = 3,
}
