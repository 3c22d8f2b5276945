using System.Diagnostics;
using System.Globalization;
using DedupPortal.Matching;

namespace DedupPortal.Benchmarks;

/// <summary>
/// Runs the engine with its shipped model on a labelled portal (a folder with t.csv, p.csv, msg.csv, truth.csv) and prints
/// quality and time. Asserts nothing.
/// </summary>
internal static class MatchingFirstCut
{
    internal static int Run(string[] arguments)
    {
        if (arguments.Length == 0)
        {
            Console.Error.WriteLine("usage: Benchmarks matching-first-cut FOLDER [FOLDER…]");
            return 2;
        }

        foreach (var folder in arguments) Measure(folder);
        return 0;
    }

    /// <summary>Reads a portal and gives what links it: the likeliest card of every chat that has one.</summary>
    internal static Func<List<(long Chat, long Card, double Score)>> Linker(string folder)
    {
        var (records, _) = Read(folder);
        return () => MatchEngine.Run(records, MatchModel.Default, MatchConstraints.None, progress: null, CancellationToken.None).Scores
            .Where(s => s.Relation == PairRelation.TelegramToPhone)
            .GroupBy(s => s.Pair.First)
            .Select(g => g.MaxBy(s => s.LogOdds)!)
            .Select(s => (records[s.Pair.First].Id, records[s.Pair.Second].Id, s.LogOdds)).ToList();
    }

    private static void Measure(string folder)
    {
        var (records, chats) = Read(folder);
        var truth = Rows(folder, "truth.csv").Select(r => (T: r["t_id"], P: r["p_id"])).ToHashSet();
        var linked = truth.Select(pair => pair.T).Distinct().Count();
        var clock = Stopwatch.StartNew();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var result = MatchEngine.Run(records, MatchModel.Default, MatchConstraints.None, progress: null, CancellationToken.None);
        var seconds = clock.Elapsed.TotalSeconds;
        var cpuSeconds = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
        var pairs = result.Scores.Where(s => s.Relation == PairRelation.TelegramToPhone)
            .Select(s => (Score: s, T: Math.Min(s.Pair.First, s.Pair.Second), P: Math.Max(s.Pair.First, s.Pair.Second)))
            .Select(s => (s.Score, s.T, Right: truth.Contains((Id(records[s.T]), Id(records[s.P]))))).ToList();
        var top = pairs.GroupBy(p => p.T).Select(g => g.OrderByDescending(p => p.Score.LogOdds).ThenBy(p => p.Score.Pair).First())
            .OrderByDescending(p => p.Score.LogOdds).ToList();
        Console.WriteLine(Invariant($"{folder}: {records.Count} cards, {chats} from Telegram, {linked} with a phone card"));
        Console.WriteLine(Invariant($"  time {seconds:F2} s, CPU {cpuSeconds:F2} s, peak {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB, {result.Scores.Count} pairs, {result.Clusters.Count} clusters"));
        var best = Enumerable.Range(1, top.Count).Select(n => At(n)).MaxBy(x => x.F1);
        Console.WriteLine(Invariant($"  best threshold {best.Threshold:F3}: P {best.P:F3} R {best.R:F3} F1 {best.F1:F3}"));
        foreach (var threshold in (double[])[0.3, 0.5, 0.7, 0.9, 0.95, 0.99])
        {
            var x = At(top.Count(p => p.Score.Probability >= threshold));
            Console.WriteLine(Invariant($"  p >= {threshold:F2}: P {x.P:F3} R {x.R:F3} F1 {x.F1:F3}"));
        }

        foreach (var verdict in (Classification[])[Classification.Match, Classification.PossibleMatch])
        {
            var shown = top.Where(p => p.Score.Classification == verdict).ToList();
            Console.WriteLine(Invariant($"  {verdict}: {shown.Count}, right {shown.Count(p => p.Right) / (double)Math.Max(1, shown.Count):F3}"));
        }

        Console.WriteLine(Invariant($"  top-1 recall {top.Count(p => p.Right) / (double)linked:F3}, top-5 recall {pairs.Where(p => p.Right).Select(p => p.T).Distinct().Count() / (double)linked:F3}"));
        var ece = 0.0;
        foreach (var bin in pairs.GroupBy(p => Math.Min(9, (int)(p.Score.Probability * 10))).OrderBy(g => g.Key))
        {
            var (said, was) = (bin.Average(p => p.Score.Probability), bin.Average(p => p.Right ? 1.0 : 0));
            ece += Math.Abs(said - was) * bin.Count() / pairs.Count;
            Console.WriteLine(Invariant($"  said {said:F3} was {was:F3} ({bin.Count()} pairs)"));
        }

        Console.WriteLine(Invariant($"  ECE {ece:F3}"));

        (double Threshold, double P, double R, double F1) At(int count)
        {
            var right = top.Take(count).Count(p => p.Right);
            return (count == 0 ? 1 : top[count - 1].Score.Probability, right / (double)Math.Max(1, count), right / (double)linked, 2.0 * right / (count + linked));
        }
    }

    private static string Id(MatchRecord record) => record.Id.ToString(CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static (List<MatchRecord> Records, int Chats) Read(string folder)
    {
        var records = new List<MatchRecord>();
        foreach (var row in Rows(folder, "t.csv"))
        {
            records.Add(new MatchRecord
            {
                Kind = RecordKind.Lead,
                Id = long.Parse(row["t_id"], CultureInfo.InvariantCulture),
                Title = row["title"],
                DisplayName = row["display"],
                Webs = row["username"].Length > 0 ? ["https://t.me/" + row["username"]] : [],
                MessengerCodes = [row["imol"]],
                ChatTexts = [row["chat"]],
                Created = Instant(row["created"]),
            });
        }

        var chats = records.Count;
        var messages = Rows(folder, "msg.csv").ToLookup(row => row["p_id"], row => Instant(row["sent"]), StringComparer.Ordinal);
        foreach (var row in Rows(folder, "p.csv"))
        {
            records.Add(new MatchRecord
            {
                Kind = RecordKind.Contact,
                Id = long.Parse(row["p_id"], CultureInfo.InvariantCulture),
                DisplayName = row["name"],
                Phones = row["phones"].Split(';'),
                Emails = row["email"].Length > 0 ? [row["email"]] : [],
                Created = Instant(row["created"]),
                OutgoingMessages = [.. messages[row["p_id"]]],
            });
        }

        return (records, chats);
    }

    private static DateTimeOffset Instant(string seconds) => DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture));

    // RFC 4180 without line breaks inside fields, which these files do not have.
    private static IEnumerable<Dictionary<string, string>> Rows(string folder, string file)
    {
        string[]? header = null;
        foreach (var line in File.ReadLines(Path.Combine(folder, file)))
        {
            var fields = Fields(line);
            if (header is null) header = [.. fields];
            else yield return header.Zip(fields).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
        }
    }

    private static List<string> Fields(string line)
    {
        var fields = new List<string>();
        var field = new System.Text.StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"') field.Append(line[i++]);
            else if (line[i] == '"') quoted = !quoted;
            else if (line[i] == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else field.Append(line[i]);
        }

        fields.Add(field.ToString());
        return fields;
    }
}
