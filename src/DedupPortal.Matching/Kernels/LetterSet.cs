using System.Numerics;

namespace DedupPortal.Matching.Kernels;

/// <summary>
/// Which letters a word has, in 64 bits: a–z once, a–z a second time, and 12 bits that all other characters share. Two words
/// that lack many of each other's letters need not be compared.
/// </summary>
internal readonly record struct LetterSet(ulong Bits)
{
    private const int Alphabet = 26;
    private const int Others = 64 - 2 * Alphabet;

    /// <summary>The set of a lower-case word. Linear.</summary>
    internal static LetterSet Of(ReadOnlySpan<char> word)
    {
        var bits = 0UL;
        foreach (var c in word)
        {
            var letter = (uint)(c - 'a');
            if (letter < Alphabet)
            {
                var once = 1UL << (int)letter;
                bits |= (bits & once) << Alphabet | once;
            }
            else
            {
                bits |= 1UL << (2 * Alphabet + c % Others);
            }
        }

        return new LetterSet(bits);
    }

    /// <summary>How many of this word's letters the other one certainly lacks.</summary>
    internal int Lacking(LetterSet other) => BitOperations.PopCount(Bits & ~other.Bits);

    /// <summary>The edit distance of the two words, with or without swaps, is at least this. Symmetric.</summary>
    internal int LeastDistance(LetterSet other) => Math.Max(Lacking(other), other.Lacking(this));
}
