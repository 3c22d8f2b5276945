using System.Diagnostics;
using System.Globalization;
using DedupPortal.Matching.Kernels;

namespace DedupPortal.Benchmarks;

/// <summary>
/// Speed of the string measures on one core, in millions a second: names of 8 to 12 letters, one query against many. Best of
/// five rounds.
/// </summary>
internal static class StringKernels
{
    private const int Words = 4_096;
    private const int Queries = 512;

    internal static int Run()
    {
        var random = new Random(11);
        var words = Enumerable.Range(0, Words).Select(_ => Name(random)).ToArray();
        var sets = words.Select(w => LetterSet.Of(w)).ToArray();
        var pattern = new Pattern();
        Console.WriteLine($"{Words} names of 8 to 12 letters, {Queries} queries, load {Load()}");
        Measure("Jaro-Winkler", q => words.Sum(w => JaroWinkler.Similarity(q, w)));
        Measure("Levenshtein (Myers)", q => words.Sum(w => (double)EditDistance.Levenshtein(q, w)));
        Measure("with swaps (Hyyrö)", q => words.Sum(w => (double)EditDistance.WithSwaps(q, w)));
        Measure("with swaps, limit 2", q => words.Sum(w => (double)EditDistance.WithSwaps(q, w, 2)));
        Measure("letter sets, least distance", q =>
        {
            var set = LetterSet.Of(q.Word);
            var total = 0;
            foreach (var other in sets) total += set.LeastDistance(other);
            return total;
        });
        Measure("letter sets, then with swaps, limit 2", q =>
        {
            var set = LetterSet.Of(q.Word);
            var near = 0;
            for (var i = 0; i < words.Length; i++)
                if (set.LeastDistance(sets[i]) <= 2 && EditDistance.WithSwaps(q, words[i], 2) <= 2) near++;
            return near;
        });
        Neighbourhood(random);
        return 0;

        void Measure(string name, Func<Pattern, double> run)
        {
            var best = double.MaxValue;
            var sum = 0.0;
            for (var round = 0; round < 5; round++)
            {
                var clock = Stopwatch.StartNew();
                for (var i = 0; i < Queries; i++)
                {
                    pattern.Set(words[i]);
                    sum += run(pattern);
                }

                best = Math.Min(best, clock.Elapsed.TotalSeconds);
            }

            Console.WriteLine(Invariant($"  {name,-40}{Queries * (double)Words / best / 1e6,9:F1} M/s {best / Queries / Words * 1e9,8:F1} ns   (sum {sum:F0})"));
        }
    }

    private static void Neighbourhood(Random random)
    {
        var words = Enumerable.Range(0, 100_000).Select(_ => Name(random)).Distinct(StringComparer.Ordinal).ToList();
        var clock = Stopwatch.StartNew();
        var index = new DeletionIndex(words, 4, 24);
        var built = clock.Elapsed.TotalSeconds;
        var found = new List<int>();
        long candidates = 0;
        clock.Restart();
        foreach (var word in words)
        {
            found.Clear();
            index.AddCandidates(word, found);
            candidates += found.Count;
        }

        Console.WriteLine(Invariant($"  one-deletion index of {words.Count} words: built in {built * 1e3:F0} ms, {clock.Elapsed.TotalSeconds / words.Count * 1e6:F2} µs a query, {candidates / (double)words.Count:F2} candidates"));
    }

    internal static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private static string Name(Random random)
    {
        const string Consonants = "bvgdzklmnprstfhcs";
        const string Vowels = "aeiou";
        return string.Create(8 + random.Next(5), random, static (span, r) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = i % 2 == 0 ? Consonants[r.Next(Consonants.Length)] : Vowels[r.Next(Vowels.Length)];
        });
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
