using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Storage;

/// <summary>
/// `GET /_clock`: the portal's time. `POST /_clock {"advance":3600}` moves it ahead by that many seconds; it never goes back.
/// `{"running":false}` stops it, so that it passes only when it is moved.
/// </summary>
internal static class ClockHandle
{
    public static void Map(WebApplication app, VirtualTime time)
    {
        app.MapGet("/_clock", () => Handle.Json(View(time)));
        Handle.Post(app, "/_clock", wish =>
        {
            if (wish?["advance"] is null && wish?["running"] is null)
                throw new FormatException("'advance' or 'running' is missing.");
            if (wish["advance"] is { } advance)
            {
                if (!double.TryParse(Php.Text(advance), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) || seconds < 0)
                    throw new FormatException("'advance' is a number of seconds, not below 0.");
                time.Advance(TimeSpan.FromSeconds(seconds));
            }
            if (wish["running"] is { } running)
            {
                if (Php.Yes(running))
                    time.Run();
                else
                    time.Stop();
            }
            return View(time);
        });
    }

    private static JsonObject View(VirtualTime time) => new()
    {
        ["now"] = time.GetUtcNow().ToString("o", CultureInfo.InvariantCulture), ["ahead"] = time.Ahead.TotalSeconds, ["running"] = time.Running,
    };
}
