using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using DedupPortal.Testing;

namespace DedupPortal.Benchmarks;

/// <summary>
/// The emulator as a load: how soon a portal of so many cards is ready, what memory it takes, and how many rows a second a reader gets that
/// only counts bytes. Limits are off; batches of 50 pages, each page beginning behind the last id of the one before.
/// </summary>
internal static class EmulatorLoad
{
    private const int Pages = 50;

    private sealed record Listing(string Name, int Type, string Call, string RowMark, string Last, string IdMark);

    private static readonly Listing[] s_listings =
    [
        Universal("leads", 1), Universal("deals", 2), Universal("contacts", 3), Universal("companies", 4),
        new("activities", 0, "crm.activity.list?start=-1&order[ID]=ASC&filter[>ID]=", "\"OWNER_TYPE_ID\":", "[49][ID]", "{\"ID\":\""),
    ];

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var text] || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var cards))
        {
            Console.Error.WriteLine("usage: Benchmarks emulator CARDS");
            return 2;
        }
        var started = Stopwatch.GetTimestamp();
        await using var portal = await EmulatorProcess.StartAsync("--preset", "load", "--entities", text, "--seed", "1");
        Console.WriteLine($"{cards} cards, ready after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s, {Megabytes(portal)} MiB resident");
        var read = 0L;
        var reading = Stopwatch.GetTimestamp();
        foreach (var listing in s_listings)
        {
            var begun = Stopwatch.GetTimestamp();
            var worked = Worked(portal);
            var (rows, bytes) = await ReadAsync(portal, listing);
            var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            Console.WriteLine($"{listing.Name}: {rows} rows, {rows / seconds:0} rows/s, {rows / (Worked(portal) - worked):0} rows per second of the emulator's processor time, {bytes / (double)Math.Max(1, rows):0} bytes a row");
            read += rows;
        }
        Console.WriteLine($"all: {read} rows, {read / Stopwatch.GetElapsedTime(reading).TotalSeconds:0} rows/s, {Megabytes(portal)} MiB resident afterwards");
        return 0;
    }

    private static Listing Universal(string name, int type) =>
        new(name, type, $"crm.item.list?entityTypeId={type}&start=-1&order[id]=ASC&filter[>id]=", "\"entityTypeId\":", "[items][49][id]", "{\"id\":");

    private static long Megabytes(EmulatorProcess portal)
    {
        using var process = Process.GetProcessById(portal.ProcessId);
        return process.WorkingSet64 / (1024 * 1024);
    }

    private static double Worked(EmulatorProcess portal)
    {
        using var process = Process.GetProcessById(portal.ProcessId);
        return process.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>All full batches; the rest is left, because a chain that runs out begins again.</summary>
    private static async Task<(long Rows, long Bytes)> ReadAsync(EmulatorProcess portal, Listing listing)
    {
        var counted = await portal.CallAsync(listing.Call[..listing.Call.IndexOf('?', StringComparison.Ordinal)], new { entityTypeId = listing.Type, select = new[] { "id", "ID" } });
        var (rows, bytes, last) = (0L, 0L, "0");
        using var body = new MemoryStream();
        for (var batches = counted["total"]!.GetValue<int>() / (Pages * 50); batches > 0; batches--)
        {
            var commands = Enumerable.Range(0, Pages).ToDictionary(i => $"p{i}", i => listing.Call + (i == 0 ? last : $"$result[p{i - 1}]{listing.Last}"));
            using var response = await portal.Http.PostAsJsonAsync(new Uri(portal.AdminWebhook, "batch"), new { halt = 1, cmd = commands });
            response.EnsureSuccessStatusCode();
            body.SetLength(0);
            await response.Content.CopyToAsync(body);
            (var count, last) = Count(body.GetBuffer().AsSpan(0, (int)body.Length), listing);
            rows += count;
            bytes += body.Length;
        }
        return (rows, bytes);
    }

    /// <summary>Rows of an answer and the id of the last one; its id stands first in it, the mark somewhere behind.</summary>
    private static (int Rows, string LastId) Count(ReadOnlySpan<byte> answer, Listing listing)
    {
        var mark = Encoding.UTF8.GetBytes(listing.RowMark);
        var rows = answer.Count(mark);
        if (rows == 0)
            return (0, "");
        var id = Encoding.UTF8.GetBytes(listing.IdMark);
        var behind = answer[(answer[..answer.LastIndexOf(mark)].LastIndexOf(id) + id.Length)..];
        return (rows, Encoding.UTF8.GetString(behind[..behind.IndexOfAnyExceptInRange((byte)'0', (byte)'9')]));
    }
}
