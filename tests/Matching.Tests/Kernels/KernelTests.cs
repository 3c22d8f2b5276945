using DedupPortal.Matching.Kernels;

namespace DedupPortal.Matching.Tests.Kernels;

/// <summary>The fast measures against their definitions, and against values counted by hand or published.</summary>
public sealed class KernelTests
{
    private const int Pairs = 6_000;

    // Short, one machine word full, and beyond it; Latin, letters outside ASCII, and letters that share bits of a letter set.
    public static TheoryData<int, string> Alphabets => new()
    {
        { 12, "abcd" },
        { 24, "abcdefghijklmnopqrstuvwxyz" },
        { 64, "abcde" },
        { 70, "abcdefgh" },
        { 20, "абвгaq0129-" },
        { 20, "\u0000\u007F\u0080\uD83D\uDE00z" },
    };

    [Theory]
    [MemberData(nameof(Alphabets))]
    public void Levenshtein_RandomPairs_EqualsDefinition(int longest, string alphabet)
    {
        var pattern = new Pattern();
        foreach (var (one, other) in new RandomWords(1).Pairs(Count(longest), longest, alphabet))
        {
            pattern.Set(one);
            Assert.Equal(Naive.Distance(one, other, swaps: false), EditDistance.Levenshtein(pattern, other));
        }
    }

    [Theory]
    [MemberData(nameof(Alphabets))]
    public void WithSwaps_RandomPairs_EqualsDefinitionUpToLimit(int longest, string alphabet)
    {
        var pattern = new Pattern();
        foreach (var (one, other) in new RandomWords(2).Pairs(Count(longest), longest, alphabet))
        {
            pattern.Set(one);
            var expected = Naive.Distance(one, other, swaps: true);
            Assert.Equal(expected, EditDistance.WithSwaps(pattern, other));
            for (var limit = 0; limit <= 3; limit++)
                Assert.Equal(Math.Min(expected, limit + 1), EditDistance.WithSwaps(pattern, other, limit));
        }
    }

    [Theory]
    [MemberData(nameof(Alphabets))]
    public void JaroWinkler_RandomPairs_EqualsDefinition(int longest, string alphabet)
    {
        var pattern = new Pattern();
        foreach (var (one, other) in new RandomWords(3).Pairs(Count(longest), longest, alphabet))
        {
            pattern.Set(one);
            Assert.Equal(Naive.JaroWinkler(one, other), JaroWinkler.Similarity(pattern, other), 12);
        }
    }

    [Theory]
    [MemberData(nameof(Alphabets))]
    public void LetterSet_RandomPairs_NeverRulesOutWhatIsNear(int longest, string alphabet)
    {
        foreach (var (one, other) in new RandomWords(4).Pairs(Count(longest), longest, alphabet))
        {
            var (letters, otherLetters) = (LetterSet.Of(one), LetterSet.Of(other));

            Assert.True(letters.LeastDistance(otherLetters) <= Naive.Distance(one, other, swaps: true), $"{one} {other}");
            var bound = JaroWinkler.UpperBound(one.Length, letters, other.Length, otherLetters);
            Assert.True(bound >= Naive.JaroWinkler(one, other) - 1e-12, $"{one} {other}");
        }
    }

    // Winkler 1990 and the usual examples of the census bureau; the last by hand: c = 6, t = 1.
    [Theory]
    [InlineData("martha", "marhta", 0.9611)]
    [InlineData("dwayne", "duane", 0.8400)]
    [InlineData("dixon", "dicksonx", 0.8133)]
    [InlineData("abcvwxyz", "cabvwxyz", 0.9583)]
    [InlineData("", "", 1)]
    [InlineData("a", "", 0)]
    [InlineData("a", "a", 1)]
    public void JaroWinkler_KnownPairs_HaveKnownSimilarity(string one, string other, double expected)
    {
        Assert.Equal(expected, JaroWinkler.Similarity(one, other), 4);
    }

    // Counted by hand.
    [Theory]
    [InlineData("kitten", "sitting", 3, 3)]
    [InlineData("petrov", "petorv", 2, 1)]
    [InlineData("ca", "abc", 3, 3)] // no letter is touched twice
    [InlineData("", "abc", 3, 3)]
    public void EditDistance_KnownPairs_HaveKnownDistance(string one, string other, int levenshtein, int withSwaps)
    {
        Assert.Equal(levenshtein, EditDistance.Levenshtein(one, other));
        Assert.Equal(withSwaps, EditDistance.WithSwaps(one, other));
    }

    [Fact]
    public void DeletionIndex_RandomWords_FindsEveryWordOneSlipAway()
    {
        var random = new RandomWords(5);
        var words = Enumerable.Range(0, 3_000).Select(i => random.Word(3 + i % 8, "abcdef")).Distinct(StringComparer.Ordinal).ToList();
        var index = new DeletionIndex(words, shortest: 4, longest: 24);

        foreach (var word in words.Take(300).Concat(words.Take(300).Select(w => random.Slip(w, 1, 24, "abcdef"))))
        {
            var found = new List<int> { -7 };
            index.AddCandidates(word, found);

            var near = Enumerable.Range(0, words.Count)
                .Where(i => word.Length >= 4 && words[i].Length >= 4 && Naive.Distance(word, words[i], swaps: true) <= 1);
            Assert.Empty(near.Except(found));
            Assert.Equal(-7, found[0]);
            Assert.Equal(found.Skip(1).Distinct().Order(), found.Skip(1));
            // A shared form is at most a deletion on each side.
            Assert.All(found.Skip(1), i => Assert.True(Naive.Distance(word, words[i], swaps: false) <= 2));
        }
    }

    [Fact]
    public void Forms_WordWithoutALetter_HashesLikeTheWordSpelledSo()
    {
        Span<ulong> forms = stackalloc ulong[65];
        Span<ulong> shorter = stackalloc ulong[65];
        const string word = "shevchenko";

        var count = DeletionIndex.Forms(word, forms);

        Assert.Equal(word.Length + 1, count);
        for (var i = 0; i < word.Length; i++)
        {
            var length = DeletionIndex.Forms(word.Remove(i, 1), shorter);
            Assert.Equal(shorter[length - 1], forms[i]);
        }
    }

    private static int Count(int longest) => longest > 24 ? Pairs / 10 : Pairs;
}
