using System.Runtime.InteropServices;

namespace DedupPortal.Matching.Linkage;

/// <summary>What is known of a card in one byte.</summary>
[Flags]
internal enum CardFlags : byte
{
    None = 0,
    FirstCertain = 1,
    SurnameCertain = 2,
    Male = 4,
    Female = 8,

    /// <summary>The card knows a Telegram identity as well.</summary>
    Telegram = 16,

    /// <summary>The card has a second e-mail handle.</summary>
    MoreHandles = 32,

    /// <summary>Other cards are the same person.</summary>
    SharesPerson = 64,

    /// <summary>The username ends in a word shaped like a surname.</summary>
    HandleSurnameCertain = 128,
}

/// <summary>A card with a phone as numbers: 36 bytes, fetched in one go.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct PhoneCard
{
    /// <summary>Seconds since 2000.</summary>
    internal int Created;

    /// <summary>Place of its first message; its messages end where the next card's begin.</summary>
    internal int Messages;

    internal int Form;
    internal int Surname;
    internal int Patronymic;
    internal int Handle;
    internal int HandleWords;

    /// <summary>Seconds of its first message; <see cref="int.MaxValue"/> without any.</summary>
    internal int FirstMessage;
    internal ushort MessageCount;

    /// <summary>First letter of the surname, or the initial given in its place; 0 when silent.</summary>
    internal byte Initial;
    internal CardFlags Flags;
}

/// <summary>A Telegram card as numbers.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct ChatRow
{
    internal int Created;
    internal int Form;
    internal int Surname;
    internal int Patronymic;
    internal int Handle;
    internal int HandleWords;

    /// <summary>Words of the username that may be the surname, most likely first; 0 where there are fewer.</summary>
    internal int Surname1;
    internal int Surname2;
    internal int Surname3;

    /// <summary>Place in the list of contact points, or −1.</summary>
    internal int Contacts;
    internal byte Initial;
    internal CardFlags Flags;
    internal bool HandleHasDigits;
}

/// <summary>Phones and e-mails out of a chat's texts, and its accounts. Few cards have any.</summary>
internal sealed record ChatContacts(long[] OwnPhones, long[] OtherPhones, ulong[] Emails, ulong[] Usernames, long TelegramId);

/// <summary>Instants as seconds since 2000, which reach from 1932 to 2068; anything beyond counts as the edge.</summary>
internal static class Seconds
{
    private const long Epoch = 946_684_800;

    internal static int FromUnix(long unix) => (int)Math.Clamp(unix - Epoch, int.MinValue + 1, int.MaxValue - 1);
}
