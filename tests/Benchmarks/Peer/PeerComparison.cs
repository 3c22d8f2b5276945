using System.Diagnostics;
using System.Globalization;
using DedupPortal.Cli.Linkage;
using DedupPortal.Matching;

namespace DedupPortal.Benchmarks.Peer;

/// <summary>
/// The engine beside a peer that anyone can run, on the same labelled portal in the same run, each in a process of its own:
/// wall and CPU seconds, peak memory, F1 at the best threshold, and the ratios. Both read the tables and normalise within their
/// time; what the peer takes from its normalised columns on, in which the engine would have nothing read yet, stands beside it.
/// </summary>
internal static class PeerComparison
{
    internal static int Run(string[] arguments)
    {
        if (arguments is ["--only", var name, var one]) return RunOnly(name, one);
        if (arguments.Length == 0)
        {
            Console.Error.WriteLine("usage: Benchmarks peer FOLDER…");
            return 2;
        }

        foreach (var folder in arguments)
        {
            Console.WriteLine($"{folder}, load {StringKernels.Load()}");
            var peer = InOwnProcess("duckdb", folder);
            var engine = InOwnProcess("engine", folder);
            Console.WriteLine(Invariant($"  peer / engine: wall {peer.Wall / engine.Wall:F2}, CPU {peer.Cpu / engine.Cpu:F2}, peak memory {peer.Peak / engine.Peak:F2}; F1 of the engine {engine.F1 / peer.F1 - 1:+0.0%;-0.0%}"));
        }

        return 0;
    }

    private sealed record Figures(double Wall, double Cpu, double Peak, double F1);

    private static Figures InOwnProcess(string name, string folder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(PeerComparison).Assembly.Location);
        foreach (var argument in (string[])["peer", "--only", name, folder]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{name} ended with {process.ExitCode}.");
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines[..^1]) Console.WriteLine(line);
        var numbers = lines[^1].Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return new Figures(numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    private static int RunOnly(string name, string folder)
    {
        var truth = CsvFile.Rows(Path.Combine(folder, "truth.csv"))
            .Select(row => (long.Parse(row["t_id"], CultureInfo.InvariantCulture), long.Parse(row["p_id"], CultureInfo.InvariantCulture))).ToHashSet();
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var pairs = name == "duckdb" ? Peer(folder) : Engine(folder);
        var wall = clock.Elapsed.TotalSeconds;
        process.Refresh();
        var cpuSeconds = (process.TotalProcessorTime - cpu).TotalSeconds;
        var peak = process.PeakWorkingSet64 / 1048576.0;
        var (f1, top1) = Quality(pairs, truth);
        Console.WriteLine(Invariant($"  {name,-8} wall {wall,7:F2} s, CPU {cpuSeconds,7:F2} s, peak {peak,6:F0} MiB, best F1 {f1:F4}, top-1 recall {top1:F4}, {pairs.Count} cards answered"));
        Console.WriteLine(Invariant($"{wall} {cpuSeconds} {peak} {f1}"));
        return 0;
    }

    private static List<(long, long, double)> Engine(string folder)
    {
        var clock = Stopwatch.StartNew();
        var builder = PortalFolder.ReadAsync(folder).GetAwaiter().GetResult();
        SayRead("engine", clock.Elapsed.TotalSeconds);
        return builder.Build(MatchModel.Default).Link(CancellationToken.None)
            .GroupBy(pair => pair.TelegramCard)
            .Select(pairs => pairs.MaxBy(pair => pair.Probability))
            .Select(pair => (pair.TelegramCard, pair.PhoneCard, pair.Probability)).ToList();
    }

    private static List<(long, long, double)> Peer(string folder)
    {
        var clock = Stopwatch.StartNew();
        using var peer = new DuckDbPeer(Environment.ProcessorCount);
        var columns = PeerColumns.Read(folder);
        SayRead("duckdb", clock.Elapsed.TotalSeconds);
        peer.Load(columns);
        return peer.Link();
    }

    private static void SayRead(string name, double seconds) => Console.WriteLine(Invariant($"  {name,-8} of it reading and normalising {seconds:F2} s"));

    // Per Telegram card: its best card counts, and only above the threshold.
    private static (double F1, double Top1) Quality(List<(long Chat, long Card, double Score)> best, HashSet<(long, long)> truth)
    {
        var linked = truth.Select(pair => pair.Item1).Distinct().Count();
        var (right, f1) = (0, 0.0);
        foreach (var (i, pair) in best.OrderByDescending(pair => pair.Score).Index())
        {
            if (truth.Contains((pair.Chat, pair.Card))) right++;
            f1 = Math.Max(f1, 2.0 * right / (i + 1 + linked));
        }

        return (f1, right / (double)linked);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
