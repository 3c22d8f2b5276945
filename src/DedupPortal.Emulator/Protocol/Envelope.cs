using System.Text.Json;
using System.Text.Json.Nodes;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Protocol;

/// <summary>The `time` block beside every result. <see cref="Budget"/> is what the method has used of its operating time, null where nobody counts.</summary>
internal readonly record struct CallTime(DateTimeOffset Start, DateTimeOffset Finish, OperatingUse? Budget = null)
{
    /// <summary>Older portals send the two ends as whole seconds.</summary>
    public bool Whole { get; init; }

    public void Write(Utf8JsonWriter writer)
    {
        var seconds = Math.Round((Finish - Start).TotalSeconds, 6);
        writer.WriteStartObject();
        WriteEnd(writer, "start", Start);
        WriteEnd(writer, "finish", Finish);
        writer.WriteNumber("duration", seconds);
        writer.WriteNumber("processing", seconds);
        writer.WriteString("date_start", PortalClock.Format(Start));
        writer.WriteString("date_finish", PortalClock.Format(Finish));
        if (Budget is { } use)
        {
            writer.WriteNumber("operating_reset_at", use.ResetAt);
            writer.WriteNumber("operating", Math.Round(use.Seconds, 6));
        }
        writer.WriteEndObject();
    }

    private void WriteEnd(Utf8JsonWriter writer, string name, DateTimeOffset at)
    {
        if (Whole)
            writer.WriteNumber(name, at.ToUnixTimeSeconds());
        else
            writer.WriteNumber(name, Unix(at));
    }

    // A whole second comes without a fraction, as the portal writes it.
    private static double Unix(DateTimeOffset at) => Math.Round(at.ToUnixTimeMilliseconds() / 1000.0, 3);
}

internal static class Envelope
{
    public static JsonObject Time(PortalClock clock, DateTimeOffset start)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, RowPage.Relaxed))
            new CallTime(start, clock.Instant()).Write(writer);
        return (JsonObject)JsonNode.Parse(stream.ToArray())!;
    }
}
