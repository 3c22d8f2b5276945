using System.Globalization;
using System.Text;
using System.Text.Json;
using DedupPortal.Matching.Contacts;
using DedupPortal.Matching.Kernels;
using DedupPortal.Matching.Names;

namespace DedupPortal.Benchmarks;

/// <summary>
/// How well one skeleton serves all transliteration schemes (names/petrovich_surnames.gender.tsv written under each of
/// translit/iuliia/*.json), and how fast texts are normalised on one core.
/// </summary>
internal static class Normalisation
{
    internal static int Run(string folder)
    {
        Schemes(folder);
        Speed(folder);
        return 0;
    }

    private static void Schemes(string folder)
    {
        var surnames = File.ReadLines(Path.Combine(folder, "names", "petrovich_surnames.gender.tsv")).Skip(1)
            .Select(line => line.Split('\t')[0].ToLowerInvariant()).Distinct(StringComparer.Ordinal).ToList();
        var skeletons = surnames.Select(Skeleton.Coarse).ToList();
        var apart = skeletons.GroupBy(s => s, StringComparer.Ordinal).Where(g => g.Count() > 1).Sum(g => g.Count());
        long equal = 0, alike = 0, all = 0;
        var pattern = new Pattern();
        var rates = new List<(string Scheme, double Share)>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "translit", "iuliia"), "*.json").Order(StringComparer.Ordinal))
        {
            var scheme = Scheme.Read(file);
            var same = 0;
            for (var i = 0; i < surnames.Count; i++)
            {
                var skeleton = Skeleton.Coarse(scheme.Write(surnames[i]).ToLowerInvariant());
                if (skeleton == skeletons[i]) same++;
                pattern.Set(skeletons[i]);
                if (JaroWinkler.Similarity(pattern, skeleton) >= 0.92) alike++;
            }

            rates.Add((Path.GetFileNameWithoutExtension(file), same / (double)surnames.Count));
            equal += same;
            all += surnames.Count;
        }

        Console.WriteLine(Invariant($"{surnames.Count} surnames x {rates.Count} schemes: skeletons equal {equal / (double)all:P2}, Jaro-Winkler >= .92 {alike / (double)all:P2}; {apart} surnames share a skeleton with another one"));
        Console.WriteLine("  " + string.Join(", ", rates.OrderBy(r => r.Share).Take(8).Select(r => Invariant($"{r.Scheme} {r.Share:P1}"))));
    }

    private static void Speed(string folder)
    {
        var portal = Path.Combine(folder, "portal-100k");
        if (!Directory.Exists(portal)) return;
        var cards = CsvFile.Rows(Path.Combine(portal, "p.csv")).Take(50_000).ToList();
        var chats = CsvFile.Rows(Path.Combine(portal, "t.csv")).Take(50_000).ToList();
        Console.WriteLine($"one core, load {StringKernels.Load()}, best of three");
        var parser = new NameParser();
        Measure("name of a card", cards, row => row["name"], text => parser.Read(text, typedByStaff: true).First is not null);
        Measure("name in a messenger", chats, row => row["display"], text => parser.Read(text, typedByStaff: false).First is not null);
        Measure("skeleton of a name", cards, row => row["name"].ToLowerInvariant(), text => Skeleton.Coarse(text).Length > 0);
        Measure("phone", cards, row => row["phones"].Split(';')[0], text => PhoneParser.Parse(text) is { IsPlausible: true });
        Measure("e-mail", cards, row => row["email"], text => EmailAddress.Parse(text) is not null);
        Measure("username", chats, row => row["username"], text => Handle.Read(text, parser.Lexicon) is not null);
        Measure("chat text", chats, row => row["chat"], text =>
        {
            var found = new TextIdentifiers();
            found.Read(text);
            return found.Phones.Count + found.Emails.Count > 0;
        });
    }

    private static void Measure(string name, List<Dictionary<string, string>> rows, Func<Dictionary<string, string>, string> text, Func<string, bool> normalise)
    {
        var texts = rows.Select(text).Where(t => t.Length > 0).ToArray();
        var best = double.MaxValue;
        var read = 0;
        for (var round = 0; round < 4; round++)
        {
            read = 0;
            var cpu = Environment.CpuUsage.TotalTime;
            foreach (var t in texts)
                if (normalise(t)) read++;
            if (round > 0) best = Math.Min(best, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
        }

        Console.WriteLine(Invariant($"  {name,-22}{best / Math.Max(1, texts.Length) * 1e9,8:F0} ns CPU a text, {texts.Length} texts, {read / (double)Math.Max(1, texts.Length):P1} with something"));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A transliteration scheme: letters, letters after or before another one, and endings.</summary>
    private sealed class Scheme
    {
        private readonly Dictionary<string, string> _letters;
        private readonly Dictionary<string, string> _after;
        private readonly Dictionary<string, string> _before;
        private readonly Dictionary<string, string> _endings;

        private Scheme(JsonElement json)
        {
            _letters = Map(json, "mapping");
            _after = Map(json, "prev_mapping");
            _before = Map(json, "next_mapping");
            _endings = Map(json, "ending_mapping");
        }

        internal static Scheme Read(string file)
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            return new Scheme(json.RootElement);
        }

        internal string Write(string word)
        {
            var written = new StringBuilder();
            var ending = word.Length > 2 && _endings.TryGetValue(word[^2..], out var last) ? last : null;
            var end = ending is null ? word.Length : word.Length - 2;
            for (var i = 0; i < end; i++)
            {
                var letter = word[i].ToString();
                var previous = i > 0 ? word[i - 1].ToString() : "";
                var next = i + 1 < word.Length ? word[i + 1].ToString() : "";
                written.Append(_after.GetValueOrDefault(previous + letter) ?? _before.GetValueOrDefault(letter + next) ?? _letters.GetValueOrDefault(letter, letter));
            }

            return written.Append(ending).ToString();
        }

        private static Dictionary<string, string> Map(JsonElement json, string name) =>
            json.TryGetProperty(name, out var map) && map.ValueKind == JsonValueKind.Object
                ? map.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString() ?? "", StringComparer.Ordinal)
                : [];
    }
}
