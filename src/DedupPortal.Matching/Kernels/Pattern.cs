using System.Numerics;
using System.Runtime.CompilerServices;

namespace DedupPortal.Matching.Kernels;

/// <summary>
/// One word, prepared to be compared with many: for every letter a mask of the places where it stands. Reused word after
/// word, so that comparing allocates nothing. Not for several threads at once.
/// </summary>
/// <remarks>
/// Words longer than <see cref="Longest"/> are compared by plain loops with the same results. Letters are UTF-16 units.
/// </remarks>
internal sealed class Pattern
{
    /// <summary>Length up to which a word fits into one machine word.</summary>
    internal const int Longest = 64;

    private readonly ulong[] _ascii = new ulong[128];
    private char[] _letters = new char[Longest];

    internal Pattern()
    {
    }

    internal Pattern(ReadOnlySpan<char> word) => Set(word);

    /// <summary>Number of letters.</summary>
    internal int Length { get; private set; }

    internal ReadOnlySpan<char> Word => _letters.AsSpan(0, Length);

    /// <summary>Takes another word. Cost: linear in the old and the new one.</summary>
    internal void Set(ReadOnlySpan<char> word)
    {
        foreach (var c in Word)
            if (c < 128) _ascii[c] = 0;
        if (word.Length > _letters.Length) _letters = new char[BitOperations.RoundUpToPowerOf2((uint)word.Length)];
        word.CopyTo(_letters);
        Length = word.Length;
        for (var i = 0; i < word.Length && i < Longest; i++)
            if (word[i] < 128) _ascii[word[i]] |= 1UL << i;
    }

    /// <summary>Places of a letter among the first 64, lowest bit first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Places(char c)
    {
        var ascii = _ascii;
        return c < (uint)ascii.Length ? ascii[c] : PlacesOfOther(c);
    }

    private ulong PlacesOfOther(char c)
    {
        var places = 0UL;
        var length = Math.Min(Length, Longest);
        for (var i = 0; i < length; i++)
            if (_letters[i] == c) places |= 1UL << i;
        return places;
    }
}
