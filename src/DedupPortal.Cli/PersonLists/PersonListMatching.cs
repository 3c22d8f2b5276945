using System.Diagnostics;
using System.Globalization;
using System.Text;
using DedupPortal.Matching.Classic;

namespace DedupPortal.Cli.PersonLists;

/// <summary>
/// <c>match --dedupe</c>: finds the rows of a person list that are one person, or links two lists, without labels and without
/// a database.
/// </summary>
internal static class PersonListMatching
{
    internal const string Usage = """
        match --dedupe FILE --columns KIND=NAME,… [--link FILE] [--output FILE] [--truth-pattern REGEX]

        FILE is comma-separated UTF-8 with a header. --columns names the row's id (id=NAME), the columns to compare (first, last:
        names; date; code: postcode, number; text: street, place; word: sex, state; phone; email) and, where known, the
        person it truly is (truth=NAME): then precision, recall and F1 over pairs are printed. --truth-pattern picks the person
        out of that column. --link matches a second list against the first one; each has every person once. --output gets
        "id,person": rows of one person name the same id.
        """;

    internal static bool Understands(string[] args) => args is ["match", ..] && args.Contains("--dedupe", StringComparer.Ordinal);

    internal static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        if (!PersonListRequest.TryRead(args[1..], out var request, out var problem))
        {
            await errors.WriteLineAsync($"{problem} Nothing was matched.\n\n{Usage}");
            return 2;
        }

        try
        {
            var clock = Stopwatch.StartNew();
            var file = PersonListFile.Read(request);
            var read = clock.Elapsed;
            clock.Restart();
            var matches = PersonMatcher.Find(file.List, cancellationToken);
            await output.WriteLineAsync(Invariant($"{file.Ids.Count} rows, {matches.PersonOf.Distinct().Count()} persons, {matches.Compared} pairs compared; read in {read.TotalSeconds:F2} s, matched in {clock.Elapsed.TotalSeconds:F2} s"));
            if (request.TruthColumn is not null)
            {
                var quality = PersonEvaluation.Of(matches.PersonOf, file.Truth, file.List.SecondListAt);
                await output.WriteLineAsync(Invariant($"{quality.True} true pairs, {quality.Found} found, {quality.Right} right: P {quality.Precision:F4} R {quality.Recall:F4} F1 {quality.F1:F4}"));
            }

            if (request.Output is { } path) await WriteAsync(path, file, matches, cancellationToken);
            return 0;
        }
        catch (Exception refusal) when (refusal is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"{refusal.Message} Nothing was written. Check the file and --columns, then run this again.");
            return 2;
        }
    }

    private static async Task WriteAsync(string path, PersonListFile file, PersonMatches matches, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await writer.WriteLineAsync("id,person".AsMemory(), cancellationToken);
        for (var row = 0; row < file.Ids.Count; row++)
            await writer.WriteLineAsync($"{Quoted(file.Ids[row])},{Quoted(file.Ids[matches.PersonOf[row]])}".AsMemory(), cancellationToken);
    }

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
