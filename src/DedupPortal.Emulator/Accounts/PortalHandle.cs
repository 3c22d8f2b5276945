using System.Text.Json.Nodes;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Accounts;

/// <summary>`/_portal`: what kind of portal this is.</summary>
internal static class PortalHandle
{
    public static void Map(WebApplication app, Portal portal) => Handle.Post(app, "/_portal", wish =>
    {
        lock (portal.Gate)
        {
            foreach (var (name, value) in Php.Pairs(wish))
                Take(portal.State.Profile, name, value);
            portal.Touch();
        }
        return null;
    });

    private static void Take(PortalProfile profile, string name, JsonNode? value)
    {
        switch (name)
        {
            case "browserUser": profile.BrowserUser = Php.Int(value) ?? 0; break;
            case "documentedStatuses": profile.DocumentedStatuses = Php.Yes(value); break;
            case "refreshReuse": profile.RefreshReuse = Php.Yes(value); break;
            default: throw new FormatException($"Unknown setting '{name}'.");
        }
    }
}
