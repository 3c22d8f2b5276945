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
internal sealed class Alternatives
{
    /// <summary>How many are kept by name.</summary>
    internal const int Most = 6;

    private Alternative[] _best;
    private byte[] _count;
    private double[] _rest;

    internal Alternatives(int chats)
        : this(new Alternative[chats * Most], new byte[chats], new double[chats])
    {
    }

    private Alternatives(Alternative[] best, byte[] count, double[] rest) => (_best, _count, _rest) = (best, count, rest);

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

    /// <summary>Makes room for chats that came later.</summary>
    internal void Grow(int chats)
    {
        if (chats <= Chats) return;
        Array.Resize(ref _best, chats * Most);
        Array.Resize(ref _count, chats);
        Array.Resize(ref _rest, chats);
    }

    internal void Write(SnapshotWriter to)
    {
        to.Write<Alternative>(_best);
        to.Write<byte>(_count);
        to.Write<double>(_rest);
    }

    internal static Alternatives Read(SnapshotReader from)
    {
        var (best, count, rest) = (from.Read<Alternative>(), from.Read<byte>(), from.Read<double>());
        from.Expect(best.Length == count.Length * Most && rest.Length == count.Length && count.All(kept => kept <= Most));
        return new Alternatives(best, count, rest);
    }

    /// <summary>
    /// Follows phone cards into a new index. <paramref name="place"/>: the new row of each old one, −1 for those that are gone.
    /// </summary>
    internal void Move(int[] place, PersonSets persons)
    {
        for (var chat = 0; chat < Chats; chat++)
        {
            var all = _best.AsSpan(chat * Most, _count[chat]);
            var kept = 0;
            foreach (var one in all)
            {
                if (place[one.PhoneRow] < 0) continue;
                var moved = one with { PhoneRow = place[one.PhoneRow], Person = persons.Of(place[one.PhoneRow]) };
                // Two persons may have become one.
                var known = false;
                for (var i = 0; i < kept; i++) known |= all[i].Person == moved.Person;
                if (!known) all[kept++] = moved;
            }

            _count[chat] = (byte)kept;
        }
    }
}
