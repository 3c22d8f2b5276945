using System.Diagnostics;
using System.Globalization;
using DedupPortal.Matching.Classic;

namespace DedupPortal.Benchmarks;

/// <summary>
/// Quality and time of the person-list matcher: on public sets, where a folder holds them (febrl/dataset3.csv,
/// febrl/dataset4a.csv, febrl/dataset4b.csv, people/historical_50k.csv), and on generated persons. Without arguments the folder is
/// shared/data beside the repository.
/// </summary>
internal static class ClassicDedupe
{
    private static readonly (string Column, ColumnKind Kind)[] s_febrl =
    [
        ("given_name", ColumnKind.First), ("surname", ColumnKind.Last), ("street_number", ColumnKind.Code), ("address_1", ColumnKind.Text),
        ("address_2", ColumnKind.Text), ("suburb", ColumnKind.Text), ("postcode", ColumnKind.Code), ("state", ColumnKind.Word),
        ("date_of_birth", ColumnKind.Date), ("soc_sec_id", ColumnKind.Code),
    ];

    private static readonly (string Column, ColumnKind Kind)[] s_historical =
    [
        ("first_name", ColumnKind.First), ("surname", ColumnKind.Last), ("dob", ColumnKind.Date), ("birth_place", ColumnKind.Text),
        ("postcode_fake", ColumnKind.Code), ("gender", ColumnKind.Word), ("occupation", ColumnKind.Word),
    ];

    internal static int Run(string[] arguments)
    {
        Console.WriteLine($"load {StringKernels.Load()}, {Environment.ProcessorCount} cores; F1 over pairs of rows");
        if ((arguments.Length > 0 ? arguments[0] : Shared()) is { } folder)
        {
            Public("FEBRL 3", folder, ["febrl/dataset3.csv"], s_febrl, row => row["rec_id"].Split('-')[1]);
            Public("FEBRL 4 (link)", folder, ["febrl/dataset4a.csv", "febrl/dataset4b.csv"], s_febrl, row => row["rec_id"].Split('-')[1]);
            Public("historical 50k", folder, ["people/historical_50k.csv"], s_historical, row => row["cluster"]);
        }

        int[] sizes = arguments.Length > 1 ? [.. arguments[1..].Select(a => int.Parse(a, CultureInfo.InvariantCulture))] : [100_000, 1_000_000];
        foreach (var size in sizes)
        {
            var (list, truth) = PersonGenerator.Generate(size, seed: 41);
            Measure(Invariant($"generated {size}"), list, truth);
        }

        return 0;
    }

    private static string? Shared()
    {
        for (var root = new DirectoryInfo(AppContext.BaseDirectory); root is not null; root = root.Parent)
        {
            if (!File.Exists(Path.Combine(root.FullName, "DedupPortal.sln"))) continue;
            var data = Path.GetFullPath(Path.Combine(root.FullName, "..", "shared", "data"));
            if (File.Exists(Path.Combine(data, "febrl", "dataset3.csv"))) return data;
            Console.WriteLine("  no public sets: ../shared/data does not hold them, and no folder was given");
            return null;
        }

        return null;
    }

    private static void Public(string name, string folder, string[] files, (string Column, ColumnKind Kind)[] columns, Func<Dictionary<string, string>, string> person)
    {
        var rows = new List<Dictionary<string, string>>();
        int? second = null;
        foreach (var file in files)
        {
            if (rows.Count > 0) second = rows.Count;
            rows.AddRange(CsvFile.Rows(Path.Combine(folder, file)));
        }

        var list = new PersonList
        {
            Columns = [.. columns.Select(c => new PersonColumn(c.Column, c.Kind, [.. rows.Select(row => row[c.Column])]))],
            SecondListAt = second,
        };
        Measure(name, list, [.. rows.Select(person)]);
    }

    private static void Measure(string name, PersonList list, string[] truth)
    {
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var matches = PersonMatcher.Find(list, CancellationToken.None);
        var wall = clock.Elapsed.TotalSeconds;
        using var process = Process.GetCurrentProcess();
        var quality = PersonEvaluation.Of(matches.PersonOf, truth, list.SecondListAt);
        Console.WriteLine(Invariant($"  {name,-18}{list.Count,9} rows: P {quality.Precision:F4} R {quality.Recall:F4} F1 {quality.F1:F4}; {wall:F2} s, CPU {(process.TotalProcessorTime - cpu).TotalSeconds:F2} s, peak {process.PeakWorkingSet64 >> 20} MiB, {matches.Compared} pairs"));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
