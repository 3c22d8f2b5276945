using System.Text.Json.Nodes;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Protocol;

/// <summary>The `time` block beside every result.</summary>
internal static class Envelope
{
    public static JsonObject Time(PortalClock clock, DateTimeOffset start)
    {
        var finish = clock.Instant();
        var seconds = (finish - start).TotalSeconds;
        return new JsonObject
        {
            ["start"] = Unix(start),
            ["finish"] = Unix(finish),
            ["duration"] = Math.Round(seconds, 6),
            ["processing"] = Math.Round(seconds, 6),
            ["date_start"] = clock.Iso(start),
            ["date_finish"] = clock.Iso(finish),
        };
    }

    private static double Unix(DateTimeOffset at) => Math.Round(at.ToUnixTimeMilliseconds() / 1000.0, 3);
}
