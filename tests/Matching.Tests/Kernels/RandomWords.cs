namespace DedupPortal.Matching.Tests.Kernels;

/// <summary>Random pairs of words, many of them a few slips apart, over a small alphabet so that letters repeat.</summary>
internal sealed class RandomWords(int seed)
{
    private readonly Random _random = new(seed);

    internal IEnumerable<(string One, string Other)> Pairs(int count, int longest, string alphabet)
    {
        for (var i = 0; i < count; i++)
        {
            var one = Word(_random.Next(longest + 1), alphabet);
            var other = _random.Next(3) == 0 ? Word(_random.Next(longest + 1), alphabet) : Slip(one, _random.Next(5), longest, alphabet);
            yield return (one, other);
        }
    }

    internal string Word(int length, string alphabet) => string.Concat(Enumerable.Range(0, length).Select(_ => Letter(alphabet)));

    /// <summary>The word after random insertions, deletions, replacements and swaps.</summary>
    internal string Slip(string word, int slips, int longest, string alphabet)
    {
        for (var i = 0; i < slips; i++)
        {
            var at = _random.Next(word.Length + 1);
            word = _random.Next(4) switch
            {
                0 when word.Length < longest => word.Insert(at, Letter(alphabet).ToString()),
                1 when at < word.Length => word.Remove(at, 1),
                2 when at < word.Length => word.Remove(at, 1).Insert(at, Letter(alphabet).ToString()),
                3 when at + 1 < word.Length => word.Remove(at, 2).Insert(at, word[at + 1].ToString() + word[at]),
                _ => word,
            };
        }

        return word;
    }

    private char Letter(string alphabet) => alphabet[_random.Next(alphabet.Length)];
}
