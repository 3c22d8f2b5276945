namespace DedupPortal.Matching;

/// <summary>
/// What one bar says. The name is stable: it is stored, and the languages have a sentence for each. Which parameters a
/// code carries stands in <see cref="ReasonCatalogue"/>.
/// </summary>
public enum ReasonCode
{
    /// <summary>Chance of a random pair.</summary>
    Prior = 100,

    /// <summary>The same Telegram id.</summary>
    TelegramIdSame = 110,

    /// <summary>Different Telegram ids.</summary>
    TelegramIdDifferent = 111,

    /// <summary>The same open-line chat, whose id is not a number.</summary>
    TelegramChatSame = 112,

    /// <summary>The same Telegram username on both cards.</summary>
    UsernameSame = 120,

    /// <summary>Different Telegram usernames.</summary>
    UsernameDifferent = 121,

    /// <summary>Both cards have this phone.</summary>
    PhoneSame = 130,

    /// <summary>The client wrote this phone in the chat or it stands in the card's text.</summary>
    PhoneInText = 131,

    /// <summary>The text gives this phone as somebody else's.</summary>
    PhoneInTextOfAnother = 132,

    /// <summary>The text gives another phone.</summary>
    PhoneInTextDifferent = 133,

    /// <summary>Both have phones and none is the same.</summary>
    PhoneDifferent = 134,

    /// <summary>Both cards have this e-mail.</summary>
    EmailSame = 140,

    /// <summary>The e-mail stands in the chat or in the card's text.</summary>
    EmailInText = 141,

    /// <summary>Both have e-mails and none is the same.</summary>
    EmailDifferent = 142,

    /// <summary>The same first name, in the same form.</summary>
    FirstNameSame = 150,

    /// <summary>Two forms of one first name (a diminutive).</summary>
    FirstNameDiminutive = 151,

    /// <summary>First names a slip of the finger apart.</summary>
    FirstNameSimilar = 152,

    /// <summary>Different first names.</summary>
    FirstNameDifferent = 153,

    /// <summary>The same surname.</summary>
    SurnameSame = 160,

    /// <summary>Surnames a slip of the finger apart.</summary>
    SurnameSimilar = 161,

    /// <summary>One has only the initial, and it agrees.</summary>
    SurnameInitialSame = 162,

    /// <summary>One has only the initial, and it differs.</summary>
    SurnameInitialDifferent = 163,

    /// <summary>Different surnames.</summary>
    SurnameDifferent = 164,

    /// <summary>The same patronymic.</summary>
    PatronymicSame = 170,

    /// <summary>Different patronymics.</summary>
    PatronymicDifferent = 171,

    /// <summary>The same sex.</summary>
    SexSame = 180,

    /// <summary>Different sexes.</summary>
    SexDifferent = 181,

    /// <summary>The username is the e-mail's local part.</summary>
    HandleEmailSame = 190,

    /// <summary>The username and the e-mail are made of the same words.</summary>
    HandleEmailSimilar = 191,

    /// <summary>The username and the e-mail have nothing in common.</summary>
    HandleEmailDifferent = 192,

    /// <summary>The card's surname stands in the username.</summary>
    HandleSurname = 200,

    /// <summary>The username names somebody else.</summary>
    HandleNameDifferent = 202,

    /// <summary>The chat came after an outgoing message to the card's phone.</summary>
    TimeAfterMessage = 210,

    /// <summary>The phone card was created after the chat.</summary>
    TimeCardAfterChat = 211,

    /// <summary>The phone card was created shortly before the chat.</summary>
    TimeCardBeforeChat = 212,

    /// <summary>No event of the card stands near the chat.</summary>
    TimeNothing = 213,

    /// <summary>The same company name.</summary>
    CompanyNameSame = 220,

    /// <summary>Company names that share a word nobody else has.</summary>
    CompanyNameSimilar = 221,

    /// <summary>Different company names.</summary>
    CompanyNameDifferent = 222,

    /// <summary>Another card of the same person fits better and lends the rest of its evidence.</summary>
    SiblingEvidence = 230,

    /// <summary>Nobody else fits the chat.</summary>
    CompetitionNone = 240,

    /// <summary>Others fit the chat, too.</summary>
    CompetitionOthers = 241,

    /// <summary>Other chats want this card.</summary>
    ContestedByOthers = 250,

    /// <summary>The deals' contacts match.</summary>
    ContactsMatch = 260,

    /// <summary>Days between the two deals.</summary>
    DealSpacing = 270,

    /// <summary>A person has decided that they are the same.</summary>
    AssertedSame = 280,

    /// <summary>Decisions about pairs as likely as this one came out higher or lower than said.</summary>
    CalibratedByDecisions = 290,
}
