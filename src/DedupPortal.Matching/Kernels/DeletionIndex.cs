using System.Numerics;

namespace DedupPortal.Matching.Kernels;

/// <summary>
/// Distinct words, found by a slip of the finger: two words one edit or one swap apart have a form in common after deleting
/// at most one letter of each (the idea of SymSpell, W. Garbe 2012). 12 bytes a letter, built in two passes without sorting.
/// </summary>
internal sealed class DeletionIndex
{
    // Odd, so that no power of it vanishes; the value itself is the 64-bit golden ratio.
    private const ulong Base = 0x9E3779B97F4A7C15;

    // The inverse of Base modulo 2^64.
    private static readonly ulong s_inverse = InverseOf(Base);

    private readonly int[] _starts;
    private readonly uint[] _prints;
    private readonly int[] _words;
    private readonly int _shift;

    /// <summary>Indexes words by their position in the list; the list stays the caller's. Cost: linear in the letters.</summary>
    /// <param name="words">Distinct words.</param>
    /// <param name="shortest">Words with fewer letters are left out.</param>
    /// <param name="longest">Words with more letters are left out; 64 at most.</param>
    internal DeletionIndex(IReadOnlyList<string> words, int shortest, int longest)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(longest, Pattern.Longest);
        (Shortest, Longest) = (shortest, longest);
        var entries = 0;
        foreach (var word in words)
            if (Fits(word)) entries += word.Length + 1;
        var bits = Math.Max(1, 32 - BitOperations.LeadingZeroCount((uint)entries));
        _shift = 64 - bits;
        _starts = new int[(1 << bits) + 1];
        _prints = new uint[entries];
        _words = new int[entries];
        Span<ulong> forms = stackalloc ulong[Pattern.Longest + 1];
        foreach (var word in words)
        {
            if (!Fits(word)) continue;
            foreach (var form in forms[..Forms(word, forms)]) _starts[(int)(form >> _shift) + 1]++;
        }

        for (var i = 1; i < _starts.Length; i++) _starts[i] += _starts[i - 1];
        var next = _starts.AsSpan(0, _starts.Length - 1).ToArray();
        for (var id = 0; id < words.Count; id++)
        {
            if (!Fits(words[id])) continue;
            foreach (var form in forms[..Forms(words[id], forms)])
            {
                var at = next[(int)(form >> _shift)]++;
                _prints[at] = (uint)form;
                _words[at] = id;
            }
        }
    }

    internal int Shortest { get; }

    internal int Longest { get; }

    /// <summary>
    /// Adds the positions of words that share a form with <paramref name="word"/>, each once, the word's own included,
    /// ascending. They are candidates: forms of words up to two edits apart coincide, too, and seldom those of strangers.
    /// </summary>
    internal void AddCandidates(ReadOnlySpan<char> word, List<int> found)
    {
        if (!Fits(word)) return;
        Span<ulong> forms = stackalloc ulong[Pattern.Longest + 1];
        var from = found.Count;
        foreach (var form in forms[..Forms(word, forms)])
        {
            var bucket = (int)(form >> _shift);
            for (var i = _starts[bucket]; i < _starts[bucket + 1]; i++)
                if (_prints[i] == (uint)form) found.Add(_words[i]);
        }

        var added = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(found)[from..];
        added.Sort();
        var kept = 0;
        for (var i = 0; i < added.Length; i++)
            if (i == 0 || added[i] != added[i - 1]) added[kept++] = added[i];
        found.RemoveRange(from + kept, added.Length - kept);
    }

    /// <summary>
    /// Writes the hashes of a word and of the word without each letter; returns how many. <paramref name="forms"/> needs one
    /// place more than the word has letters. Equal forms have equal hashes.
    /// </summary>
    internal static int Forms(ReadOnlySpan<char> word, Span<ulong> forms)
    {
        var whole = 0UL;
        foreach (var c in word) whole = whole * Base + Spread(c);
        // Without letter i: what stands before it moves one power down.
        ulong tail = 0, power = 1, head = whole;
        for (var i = word.Length - 1; i >= 0; i--)
        {
            head -= Spread(word[i]) * power;
            forms[i] = Mix(head * s_inverse + tail);
            tail += Spread(word[i]) * power;
            power *= Base;
        }

        forms[word.Length] = Mix(whole);
        return word.Length + 1;
    }

    // Newton: an odd number is its own inverse in 3 bits, and each step doubles them.
    private static ulong InverseOf(ulong odd)
    {
        var inverse = odd;
        for (var step = 0; step < 5; step++) inverse *= 2 - odd * inverse;
        return inverse;
    }

    private static ulong Spread(char c) => (c + 1UL) * 0xD1B54A32D192ED03;

    // The finaliser of SplitMix64, so that the top bits choose the bucket well.
    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ hash >> 30) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ hash >> 27) * 0x94D049BB133111EB;
        return hash ^ hash >> 31;
    }

    private bool Fits(ReadOnlySpan<char> word) => word.Length >= Shortest && word.Length <= Longest;
}
