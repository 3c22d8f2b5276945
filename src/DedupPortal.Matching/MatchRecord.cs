namespace DedupPortal.Matching;

/// <summary>
/// One card as its owner typed it: plain texts and instants, nothing normalised. Its position in the list given to
/// <see cref="MatchEngine.Run"/> is its name everywhere in the result. Null and empty texts mean "not filled";
/// lists are never null. Cost: normalising one card is linear in the length of its texts.
/// </summary>
public sealed record MatchRecord
{
    /// <summary>What the card is.</summary>
    public required RecordKind Kind { get; init; }

    /// <summary>
    /// The card's own number, unique within its kind. It breaks ties, so that a result does not depend on the order of
    /// rows; it is never evidence.
    /// </summary>
    public required long Id { get; init; }

    /// <summary>Title of a lead or deal, name of a company. Never decides that a card was born in Telegram.</summary>
    public string? Title { get; init; }

    /// <summary>First name as typed; may hold the whole name.</summary>
    public string? FirstName { get; init; }

    /// <summary>Patronymic as typed.</summary>
    public string? SecondName { get; init; }

    /// <summary>Surname as typed.</summary>
    public string? LastName { get; init; }

    /// <summary>The name in one piece, where that is all there is (the messenger's display name).</summary>
    public string? DisplayName { get; init; }

    /// <summary>Company named on the card; for <see cref="RecordKind.Company"/> the title is taken when this is empty.</summary>
    public string? CompanyName { get; init; }

    /// <summary>Phones as typed, with or without country code and extension.</summary>
    public IReadOnlyList<string> Phones { get; init; } = [];

    /// <summary>E-mail addresses as typed.</summary>
    public IReadOnlyList<string> Emails { get; init; } = [];

    /// <summary>Raw messenger values: <c>imol|connector|line|chat|user</c>, a nick, a t.me address.</summary>
    public IReadOnlyList<string> MessengerCodes { get; init; } = [];

    /// <summary>Web addresses; a t.me profile among them gives the username.</summary>
    public IReadOnlyList<string> Webs { get; init; } = [];

    /// <summary>Source code, such as <c>5|TELEGRAM</c> or <c>CALL</c>.</summary>
    public string? SourceId { get; init; }

    /// <summary>Free text about the source; a t.me profile may stand here.</summary>
    public string? SourceDescription { get; init; }

    /// <summary>Free text of the card; phones, e-mails and usernames are read out of it.</summary>
    public string? Comments { get; init; }

    /// <summary>What the client wrote in the chat, where it is known; read like <see cref="Comments"/>.</summary>
    public IReadOnlyList<string> ChatTexts { get; init; } = [];

    /// <summary>When the card was created.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Instants of outgoing messages to this card's phone, in any order.</summary>
    public IReadOnlyList<DateTimeOffset> OutgoingMessages { get; init; } = [];

    /// <summary>
    /// Position of the contact this card belongs to: the contact of a deal, the contact a lead is linked with. A card and
    /// its own contact are never reported as duplicates.
    /// </summary>
    public int? OwnerContact { get; init; }

    /// <summary>Pipeline of a deal; deals of different pipelines are never paired.</summary>
    public string? Pipeline { get; init; }

    /// <summary>Whether a deal or lead is finished. Closed deals are never paired.</summary>
    public bool Closed { get; init; }
}
