using System.Runtime.InteropServices;

namespace DedupPortal.Matching.Linkage;

/// <summary>A person that fits a chat, by its best pair of cards.</summary>
/// <param name="Person">The person.</param>
/// <param name="PhoneRow">The phone card of the best pair.</param>
/// <param name="ChatRow">The Telegram card of the best pair.</param>
/// <param name="Levels">Levels of the best pair.</param>
/// <param name="Weight">Evidence of the best pair in bits.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct Alternative(int Person, int PhoneRow, int ChatRow, uint Levels, float Weight);

/// <summary>
/// Everybody who fits the chats of a portal: for each chat the heaviest few by name, all others as one mass. Flat, so that a
/// million chats cost no objects.
/// </summary>
internal sealed class Alternatives(int chats)
{
    /// <summary>How many are kept by name.</summary>
    internal const int Most = 6;

    private readonly Alternative[] _best = new Alternative[chats * Most];
    private readonly byte[] _count = new byte[chats];
    private readonly double[] _rest = new double[chats];

    internal int Chats => _count.Length;

    internal ReadOnlySpan<Alternative> Of(int chat) => _best.AsSpan(chat * Most, _count[chat]);

    /// <summary>Sum of the odds of everybody who is not among the best.</summary>
    internal double RestOdds(int chat) => _rest[chat];

    internal void Set(int chat, ReadOnlySpan<Alternative> best, double rest)
    {
        best.CopyTo(_best.AsSpan(chat * Most, Most));
        _count[chat] = (byte)best.Length;
        _rest[chat] = rest;
    }
}
