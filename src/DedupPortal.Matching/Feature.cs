namespace DedupPortal.Matching;

/// <summary>What two cards are compared by. Numbers are stable and may be stored.</summary>
public enum Feature
{
    /// <summary>How likely a pair is before anything is compared.</summary>
    Prior = 0,

    /// <summary>Numeric Telegram id.</summary>
    TelegramId = 1,

    /// <summary>Telegram username on both cards.</summary>
    Username = 2,

    /// <summary>Phone: of both cards, or read out of the text of one.</summary>
    Phone = 3,

    /// <summary>E-mail: of both cards, or read out of the text of one.</summary>
    Email = 4,

    /// <summary>First name.</summary>
    FirstName = 5,

    /// <summary>Surname.</summary>
    Surname = 6,

    /// <summary>Patronymic (father's name).</summary>
    Patronymic = 7,

    /// <summary>Sex, used only where first names cannot be compared.</summary>
    Sex = 8,

    /// <summary>Username against the e-mail's local part.</summary>
    HandleEmail = 9,

    /// <summary>Username against the name.</summary>
    HandleName = 10,

    /// <summary>Time between the phone card's events and the Telegram card's creation.</summary>
    Time = 11,

    /// <summary>Company name.</summary>
    CompanyName = 12,

    /// <summary>Stronger evidence of another card of the same person.</summary>
    Sibling = 13,

    /// <summary>Other persons who fit the same chat.</summary>
    Competition = 14,

    /// <summary>Other chats that want the same card.</summary>
    Contested = 15,

    /// <summary>The match of two deals' contacts.</summary>
    Contacts = 16,

    /// <summary>Days between two deals.</summary>
    DealSpacing = 17,

    /// <summary>A person's decision.</summary>
    Assertion = 18,

    /// <summary>What decisions about other pairs say of such a probability.</summary>
    Calibration = 19,
}
