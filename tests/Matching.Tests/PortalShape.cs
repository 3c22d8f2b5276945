namespace DedupPortal.Matching.Tests;

/// <summary>Knobs of a generated portal.</summary>
internal sealed record PortalShape
{
    internal int Seed { get; init; } = 1;

    /// <summary>Clients with a phone card.</summary>
    internal int Clients { get; init; } = 2000;

    /// <summary>Telegram cards.</summary>
    internal int Chats { get; init; } = 800;

    /// <summary>Share of chats whose client has a phone card.</summary>
    internal double Linked { get; init; } = 0.6;

    /// <summary>Share of chats that show a surname.</summary>
    internal double FullNames { get; init; } = 0.45;

    /// <summary>Share of chats that show a nickname or emoji only.</summary>
    internal double Nicknames { get; init; } = 0.1;

    /// <summary>Share of names written in Latin letters.</summary>
    internal double Latin { get; init; } = 0.25;

    /// <summary>Share of chats with a username.</summary>
    internal double Usernames { get; init; } = 0.6;

    /// <summary>Share of linked chats that answer an outgoing message (the others have no relation in time).</summary>
    internal double Answers { get; init; } = 0.75;

    /// <summary>Whether the portal records outgoing messages at all.</summary>
    internal bool HasMessages { get; init; } = true;

    /// <summary>Share of messages that go out in mailings to many clients in one hour.</summary>
    internal double Mailings { get; init; } = 0.2;

    /// <summary>Share of chats in which a phone is written.</summary>
    internal double PhonesInChat { get; init; } = 0.08;
}
