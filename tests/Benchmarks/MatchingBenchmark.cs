using System.Diagnostics;
using System.Globalization;
using DedupPortal.Cli.Linkage;
using DedupPortal.Matching;

namespace DedupPortal.Benchmarks;

/// <summary>
/// Portal linkage from tables to pairs: quality, wall and CPU seconds, memory, what one changed card costs. Each portal runs
/// in a process of its own, so that its peak is its own. Prints, asserts nothing.
/// </summary>
internal static class MatchingBenchmark
{
    internal static async Task<int> RunAsync(string[] folders)
    {
        if (folders is ["--one", var folder])
        {
            await MeasureAsync(folder);
            return 0;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, load {Load()}"));
        if (folders.Length > 0)
        {
            foreach (var given in folders) await RunAloneAsync(given);
            return 0;
        }

        foreach (var cards in (int[])[10_000, 100_000, 1_000_000])
        {
            var made = Directory.CreateTempSubdirectory("dedup-portal-matching-").FullName;
            try
            {
                MatchingGenerator.Write(MatchingShape.Named["usual"] with { Cards = cards }, made);
                await RunAloneAsync(made);
            }
            finally
            {
                Directory.Delete(made, recursive: true);
            }
        }

        return 0;
    }

    internal static int Generate(string shape, string cards, string seed, string folder)
    {
        if (!MatchingShape.Named.TryGetValue(shape, out var knobs)
            || !int.TryParse(cards, CultureInfo.InvariantCulture, out var count) || !int.TryParse(seed, CultureInfo.InvariantCulture, out var number))
        {
            Console.Error.WriteLine($"SHAPE is one of {string.Join(", ", MatchingShape.Named.Keys)}; CARDS and SEED are whole numbers.");
            return 2;
        }

        MatchingGenerator.Write(knobs with { Cards = count, Seed = number }, folder);
        return 0;
    }

    private static async Task RunAloneAsync(string folder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { ArgumentList = { "matching", "--one", folder } };
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
    }

    private static async Task MeasureAsync(string folder)
    {
        var process = Process.GetCurrentProcess();
        var clock = Stopwatch.StartNew();
        var cpu = process.TotalProcessorTime;
        var builder = await PortalFolder.ReadAsync(folder);
        var read = clock.Elapsed.TotalSeconds;
        var portal = builder.Build(MatchModel.Default);
        var built = clock.Elapsed.TotalSeconds;
        var output = Path.GetTempFileName();
        long count;
        try
        {
            count = LinkageVerbs.WritePairs(output, portal.Link(CancellationToken.None), threshold: 0);
            var total = clock.Elapsed.TotalSeconds;
            process.Refresh();
            Say($"{folder}: {portal.TelegramCards + portal.PhoneCards} cards, {portal.TelegramCards} from Telegram, {count} pairs");
            Say($"  tables to pairs {total:F2} s (read {read:F2}, index {built - read:F2}, link and write {total - built:F2}), CPU {(process.TotalProcessorTime - cpu).TotalSeconds:F2} s, peak {process.PeakWorkingSet64 >> 20} MiB, load {Load()}");
            var (pairs, truth) = (PortalFolder.ReadPairs(output), PortalFolder.Truth(folder));
            Print(Evaluation.Of(pairs, truth).ToString());
            Print(HardNegatives.Of(portal, pairs, truth).ToString());
            Updates(portal);
            PhoneUpdates(portal, folder);
            Snapshot(portal);
        }
        finally
        {
            File.Delete(output);
        }
    }

    // Telegram cards drawn with a fixed seed are matched anew, one after another, as if their name had changed.
    private static void Updates(PortalMatcher portal)
    {
        var random = new Random(3);
        var microseconds = new double[2000];
        for (var i = -200; i < microseconds.Length; i++)
        {
            var card = portal.TelegramCardAt(random.Next(portal.TelegramCards));
            var from = Stopwatch.GetTimestamp();
            portal.Rematch(card);
            if (i >= 0) microseconds[i] = Stopwatch.GetElapsedTime(from).TotalMicroseconds;
        }

        Array.Sort(microseconds);
        Say($"  one changed card: median {microseconds[1000]:F0} µs, p99 {microseconds[1980]:F0} µs");
    }

    // Phone cards drawn with a fixed seed get one more message and come in again as they then are.
    private static void PhoneUpdates(PortalMatcher portal, string folder)
    {
        var cards = SampledPhones.Draw(folder, 2200, portal.PhoneCards);
        var microseconds = new List<double>();
        var matched = 0;
        // The first one builds what changes are looked up in.
        portal.Put(new PhoneCardText { Id = cards[0].Id, Created = cards[0].Created, Name = cards[0].Name, Phones = cards[0].Phones, Email = cards[0].Email }, cards[0].Messages);
        var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        foreach (var card in cards)
        {
            var text = new PhoneCardText { Id = card.Id, Created = card.Created, Name = card.Name, Phones = card.Phones, Email = card.Email };
            var from = Stopwatch.GetTimestamp();
            var change = portal.Put(in text, card.Messages);
            microseconds.Add(Stopwatch.GetElapsedTime(from).TotalMicroseconds);
            matched += change.TelegramCards.Count;
        }

        process.Refresh();
        var mean = (process.TotalProcessorTime - cpu).TotalMicroseconds / cards.Count;
        microseconds.Sort();
        Say($"  one changed phone card: median {microseconds[microseconds.Count / 2]:F0} µs, p99 {microseconds[microseconds.Count * 99 / 100]:F0} µs, longest {microseconds[^1] / 1000:F0} ms (folding in), CPU a change {mean:F0} µs, {matched / (double)cards.Count:F1} Telegram cards matched anew each");
    }

    private static void Snapshot(PortalMatcher portal)
    {
        var file = Path.GetTempFileName();
        try
        {
            var clock = Stopwatch.StartNew();
            using (var to = File.Create(file)) portal.Save(to);
            var saved = clock.Elapsed.TotalSeconds;
            using var from = File.OpenRead(file);
            var again = PortalMatcher.Open(from, MatchModel.Default).Portal!;
            Say($"  snapshot: {from.Length >> 20} MiB, written in {saved:F2} s, opened and linked in {clock.Elapsed.TotalSeconds - saved:F2} s, {again.TelegramCards + again.PhoneCards} cards");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Print(string lines)
    {
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)) Console.WriteLine("  " + line);
    }

    private static string Load() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(2)) : "unknown";

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
