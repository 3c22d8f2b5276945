using System.Buffers;
using System.Globalization;
using DedupPortal.Matching;

namespace DedupPortal.Cli.Linkage;

/// <summary>The engine on files: <c>match</c>, <c>evaluate</c>, <c>explain</c>. Nothing is written but the file that is asked for.</summary>
internal static class LinkageVerbs
{
    internal const string Usage = """
        usage: DedupPortal.Cli match --input DIR --output FILE [--threshold P]
               DedupPortal.Cli evaluate --pairs FILE --truth FILE [--input DIR]
               DedupPortal.Cli explain --input DIR --t ID --p ID

        match     reads t.csv, p.csv and msg.csv of DIR and writes t_id,p_id,weight,probability, the likeliest phone card of each
                  Telegram card first. --threshold leaves out pairs below a probability (0 to 1; nothing is left out without it).
        evaluate  compares pairs with truth.csv: precision, recall, F1, top-1, top-5, Brier, ECE, recall at precision 99.5 %.
                  --input links DIR like match and says what wrong answers have in common with the chat, kind by kind.
        explain   links DIR like match and prints the waterfall of one pair: a bar a feature in bits, the others who fit, and what
                  would change the verdict.
        """;

    /// <summary>Runs one of the verbs; null when the arguments name none.</summary>
    internal static async Task<int?> RunAsync(string[] args, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        if (args is not ["match" or "evaluate" or "explain", .. var rest] || rest.Contains("--dedupe", StringComparer.Ordinal)) return null;
        try
        {
            var options = Options(rest);
            return args[0] switch
            {
                "match" => await MatchAsync(options, output, cancellationToken),
                "explain" => await ExplainAsync(options, output, cancellationToken),
                _ => await EvaluateAsync(options, output, cancellationToken),
            };
        }
        catch (CsvException wrong)
        {
            await errors.WriteLineAsync(wrong.Message + " Nothing was written.");
            return 1;
        }
        catch (UsageException wrong)
        {
            await errors.WriteLineAsync(wrong.Message);
            await errors.WriteLineAsync(Usage);
            return 2;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"The file cannot be written: {refused.Message}");
            return 1;
        }
    }

    private static async Task<int> MatchAsync(Dictionary<string, string> options, TextWriter output, CancellationToken cancellationToken)
    {
        var (input, file) = (Required(options, "--input"), Required(options, "--output"));
        var threshold = 0.0;
        if (options.Remove("--threshold", out var text)
            && !(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out threshold) && threshold is >= 0 and <= 1))
            throw new UsageException("--threshold is a probability between 0 and 1.");
        Nothing(options);
        if (!Directory.Exists(input)) throw new CsvException($"{input} is no folder.");
        var portal = (await PortalFolder.ReadAsync(input)).Build(MatchModel.Default);
        var pairs = WritePairs(file, portal.Link(cancellationToken), threshold);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{portal.TelegramCards} Telegram cards, {portal.PhoneCards} cards with phones: {pairs} pairs written to {file}."));
        return 0;
    }

    internal static long WritePairs(string file, IEnumerable<LinkedPair> pairs, double threshold)
    {
        var written = 0L;
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
        stream.Write("t_id,p_id,weight,probability\n"u8);
        // Numbers become text on all cores; what they have made is written in the order of the pairs.
        var parts = new ArrayBufferWriter<byte>[Environment.ProcessorCount];
        for (var part = 0; part < parts.Length; part++) parts[part] = new ArrayBufferWriter<byte>();
        foreach (var chunk in pairs.Where(pair => pair.Probability >= threshold).Chunk(1024 * parts.Length))
        {
            Parallel.For(0, parts.Length, part =>
            {
                parts[part].ResetWrittenCount();
                foreach (ref readonly var pair in chunk.AsSpan()[(chunk.Length * part / parts.Length)..(chunk.Length * (part + 1) / parts.Length)]) Line(in pair, parts[part]);
            });
            foreach (var part in parts) stream.Write(part.WrittenSpan);
            written += chunk.Length;
        }

        return written;
    }

    private static void Line(in LinkedPair pair, ArrayBufferWriter<byte> to)
    {
        var line = to.GetSpan(128);
        var length = Number(pair.TelegramCard, line);
        line[length++] = (byte)',';
        length += Number(pair.PhoneCard, line[length..]);
        line[length++] = (byte)',';
        length += Decimal(pair.Weight, 1000, line[length..]);
        line[length++] = (byte)',';
        length += Decimal(pair.Probability, 1_000_000, line[length..]);
        line[length++] = (byte)'\n';
        to.Advance(length);
    }

    private static int Number(long number, Span<byte> to)
    {
        number.TryFormat(to, out var length, provider: CultureInfo.InvariantCulture);
        return length;
    }

    // The library's way to decimals is exact to the last bit of a double and takes ten times as long.
    private static int Decimal(double value, int unit, Span<byte> to)
    {
        var scaled = (long)Math.Round(Math.Abs(value) * unit, MidpointRounding.AwayFromZero);
        var length = 0;
        if (value < 0 && scaled > 0) to[length++] = (byte)'-';
        length += Number(scaled / unit, to[length..]);
        to[length++] = (byte)'.';
        var rest = scaled % unit;
        for (var digit = unit / 10; digit > 0; digit /= 10) to[length++] = (byte)('0' + rest / digit % 10);
        return length;
    }

    private static async Task<int> EvaluateAsync(Dictionary<string, string> options, TextWriter output, CancellationToken cancellationToken)
    {
        var (pairsFile, truthFile) = (Required(options, "--pairs"), Required(options, "--truth"));
        options.Remove("--input", out var input);
        Nothing(options);
        var (pairs, truth) = (PortalFolder.ReadPairs(pairsFile), PortalFolder.ReadTruth(truthFile));
        await output.WriteAsync(Evaluation.Of(pairs, truth).ToString());
        if (input is null) return 0;
        if (!Directory.Exists(input)) throw new CsvException($"{input} is no folder.");
        var portal = (await PortalFolder.ReadAsync(input)).Build(MatchModel.Default);
        portal.Link(cancellationToken);
        await output.WriteAsync(HardNegatives.Of(portal, pairs, truth).ToString());
        return 0;
    }

    private static async Task<int> ExplainAsync(Dictionary<string, string> options, TextWriter output, CancellationToken cancellationToken)
    {
        var (input, telegram, phone) = (Required(options, "--input"), Number(options, "--t"), Number(options, "--p"));
        Nothing(options);
        if (!Directory.Exists(input)) throw new CsvException($"{input} is no folder.");
        var one = PortalFolder.Find(input, "t.csv", telegram, "t_id", "created", "display", "username", "chat") ?? throw new CsvException($"t.csv has no card {telegram}.");
        var other = PortalFolder.Find(input, "p.csv", phone, "p_id", "created", "name", "phones", "email") ?? throw new CsvException($"p.csv has no card {phone}.");
        var portal = (await PortalFolder.ReadAsync(input)).Build(MatchModel.Default);
        portal.Link(cancellationToken);
        await output.WriteAsync(Waterfall.Print(one, other, portal.Explain(telegram, phone)!));
        return 0;
    }

    private static long Number(Dictionary<string, string> options, string name) =>
        long.TryParse(Required(options, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number : throw new UsageException($"{name} is the number of a card.");

    private static Dictionary<string, string> Options(string[] args)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Length; i += 2)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == args.Length) throw new UsageException($"{args[i]} is not understood.");
            if (!options.TryAdd(args[i], args[i + 1])) throw new UsageException($"{args[i]} stands twice.");
        }

        return options;
    }

    private static string Required(Dictionary<string, string> options, string name) =>
        options.Remove(name, out var value) ? value : throw new UsageException($"{name} is missing.");

    private static void Nothing(Dictionary<string, string> left)
    {
        foreach (var name in left.Keys) throw new UsageException($"{name} is not understood.");
    }

    private sealed class UsageException(string message) : Exception(message);
}
