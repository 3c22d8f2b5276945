using System.Text;
using DedupPortal.Matching;

namespace DedupPortal.Cli.Linkage;

/// <summary>A portal as a folder of tables: <c>t.csv</c>, <c>p.csv</c>, <c>msg.csv</c> and, where it is labelled, <c>truth.csv</c>.</summary>
internal static class PortalFolder
{
    private static readonly string[] s_phoneColumns = ["p_id", "created", "name", "phones", "email"];

    /// <summary>
    /// Reads the cards and messages straight into the engine's columns, Telegram cards beside phone cards. Throws
    /// <see cref="CsvException"/> when a file is missing or is not the table it should be.
    /// </summary>
    internal static async Task<PortalBuilder> ReadAsync(string folder)
    {
        var (builder, chats) = (new PortalBuilder(), new PortalBuilder());
        var path = Path.Combine(folder, "p.csv");
        using var text = Open(path);
        var table = new CsvReader(text, "p.csv", s_phoneColumns);
        if (text.CurrentEncoding is not UTF8Encoding)
        {
            await Task.WhenAll(Task.Run(() => ReadChats(folder, chats)), Task.Run(() => ReadPhones(table, builder)));
        }
        else
        {
            using var file = File.OpenHandle(path, options: FileOptions.RandomAccess);
            var parts = TableParts.Of(file, table);
            // Whoever is done with the chats helps with the phone cards, and knows most of their names by then.
            await Task.WhenAll(
                Task.Run(() =>
                {
                    ReadChats(folder, chats);
                    ReadPhones(parts, chats);
                }),
                Task.Run(() => ReadPhones(parts, builder)));
        }

        builder.Take(chats);
        await ReadMessagesAsync(folder, builder);
        return builder;
    }

    /// <summary>The line of a card in one of the tables as name and value; null when it is not there.</summary>
    internal static IReadOnlyList<(string Column, string Value)>? Find(string folder, string file, long id, params string[] columns)
    {
        using var text = Open(Path.Combine(folder, file));
        var csv = new CsvReader(text, file, columns);
        while (csv.Read())
        {
            if (csv.Number(0, columns[0]) != id) continue;
            var found = new List<(string, string)>();
            for (var column = 0; column < columns.Length; column++) found.Add((columns[column], csv[column].ToString()));
            return found;
        }

        return null;
    }

    /// <summary>Reads the pairs that are one person.</summary>
    internal static HashSet<(long Telegram, long Phone)> Truth(string folder) => ReadTruth(Path.Combine(folder, "truth.csv"));

    internal static HashSet<(long Telegram, long Phone)> ReadTruth(string path)
    {
        using var text = Open(path);
        var csv = new CsvReader(text, Path.GetFileName(path), "t_id", "p_id");
        var truth = new HashSet<(long, long)>();
        while (csv.Read()) truth.Add((csv.Number(0, "t_id"), csv.Number(1, "p_id")));
        return truth;
    }

    internal static List<LinkedPair> ReadPairs(string path)
    {
        using var text = Open(path);
        var csv = new CsvReader(text, Path.GetFileName(path), "t_id", "p_id", "weight", "probability");
        var pairs = new List<LinkedPair>();
        while (csv.Read())
            pairs.Add(new LinkedPair(csv.Number(0, "t_id"), csv.Number(1, "p_id"), csv.Fraction(2, "weight"), csv.Fraction(3, "probability")));
        return pairs;
    }

    private static void ReadChats(string folder, PortalBuilder builder)
    {
        using var text = Open(Path.Combine(folder, "t.csv"));
        var csv = new CsvReader(text, "t.csv", "t_id", "created", "display", "username", "imol", "chat");
        while (csv.Read())
        {
            builder.Add(new TelegramCardText
            {
                Id = csv.Number(0, "t_id"),
                Created = csv.Number(1, "created"),
                Display = csv[2],
                Username = csv[3],
                OpenLine = csv[4],
                Chat = csv[5],
            });
        }
    }

    private static void ReadPhones(TableParts parts, PortalBuilder builder)
    {
        byte[] buffer = [];
        while (parts.Next(ref buffer) is { } csv) ReadPhones(csv, builder);
    }

    private static void ReadPhones(CsvReader csv, PortalBuilder builder)
    {
        while (csv.Read())
        {
            builder.Add(new PhoneCardText
            {
                Id = csv.Number(0, "p_id"),
                Created = csv.Number(1, "created"),
                Name = csv[2],
                Phones = csv[3],
                Email = csv[4],
            });
        }
    }

    private static async Task ReadMessagesAsync(string folder, PortalBuilder builder)
    {
        var path = Path.Combine(folder, "msg.csv");
        using var text = Open(path);
        var table = new CsvReader(text, "msg.csv", "p_id", "sent");
        var adding = new Lock();
        if (text.CurrentEncoding is not UTF8Encoding)
        {
            ReadMessages(table, [], builder, adding);
            return;
        }

        using var file = File.OpenHandle(path, options: FileOptions.RandomAccess);
        var parts = TableParts.Of(file, table);
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(() =>
        {
            byte[] buffer = [];
            var read = new List<(long, long)>();
            while (parts.Next(ref buffer) is { } csv) ReadMessages(csv, read, builder, adding);
        })));
    }

    // Numbers are read apart and added together: a portal takes messages from one thread at a time.
    private static void ReadMessages(CsvReader csv, List<(long Card, long Sent)> read, PortalBuilder builder, Lock adding)
    {
        read.Clear();
        while (csv.Read()) read.Add((csv.Number(0, "p_id"), csv.Number(1, "sent")));
        lock (adding)
        {
            foreach (var (card, sent) in read)
                if (!builder.AddMessage(card, sent)) throw new CsvException($"msg.csv names the card {card}, which is not in p.csv.");
        }
    }

    private static StreamReader Open(string path)
    {
        try
        {
            return new StreamReader(path, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, new FileStreamOptions { BufferSize = 1 << 16, Options = FileOptions.SequentialScan });
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw new CsvException($"{path} cannot be read: {missing.Message}", missing);
        }
    }
}
