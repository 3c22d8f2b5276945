using System.Globalization;
using DedupPortal.Emulator.Merging;

namespace DedupPortal.Emulator.Seed;

/// <summary>A made-up client: one phone, and perhaps a messenger in which the phone is hidden.</summary>
internal sealed record Person(FirstName First, string Last, string Phone, long TelegramId)
{
    public string FullName => $"{First.Full} {Last}";

    public string LatinLast { get; } = Title(NameLikeness.Latin(Last.ToLowerInvariant()));

    public string Email => $"{First.ShortLatin}.{LatinLast}{Phone[^2..]}@example.com".ToLowerInvariant();

    public static string Title(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>A username made from the name, the way people make them.</summary>
    public string Username(Random random)
    {
        var (first, nick, last) = (First.Latin.ToLowerInvariant(), First.ShortLatin.ToLowerInvariant(), LatinLast.ToLowerInvariant());
        return random.Next(6) switch
        {
            0 => $"{first}_{last}",
            1 => $"{last}_{first[0]}",
            2 => $"{nick}_{last}",
            3 => string.Create(CultureInfo.InvariantCulture, $"{nick}{last}{random.Next(80, 99)}"),
            4 => $"{first[0]}_{last}",
            _ => $"{last}{nick}",
        };
    }
}

/// <summary>How a client calls himself in the messenger.</summary>
internal sealed record MessengerName(string Name, string? Last, string? Username)
{
    private static readonly string[] s_emoji = ["🌸", "🔥", "☀️", "🐱", "✨"];

    /// <summary>What the messenger shows.</summary>
    public string Display => Last is null ? Name : $"{Name} {Last}";

    public static MessengerName Of(Person person, Random random, int? style = null)
    {
        var username = random.NextDouble() < 0.62 ? person.Username(random) : null;
        return (style ?? random.Next(20)) switch
        {
            < 3 => new(person.First.Full, person.Last, username),
            < 7 => new(person.First.Short, null, username),
            < 9 => new(person.First.Short, person.Last, username),
            < 12 => new(person.First.Latin, person.LatinLast, username),
            < 13 => new(person.First.ShortLatin, null, username ?? person.Username(random)),
            < 15 => new($"{person.First.Short} {s_emoji[random.Next(s_emoji.Length)]}", null, username),
            < 17 => new(person.First.Full, null, username),
            < 19 => Nickname(person.Username(random)),
            _ => new(person.First.Short, null, Names.Nicknames[random.Next(Names.Nicknames.Count)] + random.Next(10, 99).ToString(CultureInfo.InvariantCulture)),
        };
    }

    private static MessengerName Nickname(string username) => new(username, null, username);
}
