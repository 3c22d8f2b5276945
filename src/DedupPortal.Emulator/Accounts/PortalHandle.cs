using System.Text.Json.Nodes;
using DedupPortal.Emulator.OpenLines;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Accounts;

/// <summary>`/_portal`: what kind of portal this is. `/_users`: who still works here.</summary>
internal static class PortalHandle
{
    public static void Map(WebApplication app, Portal portal)
    {
        Handle.Post(app, "/_portal", wish =>
        {
            lock (portal.Gate)
            {
                foreach (var (name, value) in Php.Pairs(wish))
                    Take(portal.State, name, value);
                portal.Touch();
            }
            return null;
        });
        Handle.Post(app, "/_users", wish =>
        {
            lock (portal.Gate)
            {
                var user = portal.State.Users.Find(u => u.Id == Php.Int(wish?["user"])) ?? throw new FormatException("No such user.");
                foreach (var (name, value) in Php.Pairs(wish))
                {
                    switch (name)
                    {
                        case "user": break;
                        case "active": user.Active = Php.Yes(value); break;
                        case "admin": user.Admin = Php.Yes(value); break;
                        case "extranet": user.Extranet = Php.Yes(value); break;
                        default: throw new FormatException($"Unknown setting '{name}'.");
                    }
                }
                portal.Touch();
            }
            return null;
        });
    }

    private static void Take(PortalState state, string name, JsonNode? value)
    {
        var profile = state.Profile;
        switch (name)
        {
            case "browserUser": profile.BrowserUser = Php.Int(value) ?? 0; break;
            case "documentedStatuses": profile.DocumentedStatuses = Php.Yes(value); break;
            case "badVerificationCode": profile.BadVerificationCode = Php.Yes(value); break;
            case "wholeSeconds": profile.WholeSeconds = Php.Yes(value); break;
            case "numericCodes": profile.NumericCodes = Php.Yes(value); break;
            case "strictPhones": profile.StrictPhones = Php.Yes(value); break;
            case "refreshReuse": profile.RefreshReuse = Php.Yes(value); break;
            case "onPremise": profile.OnPremise = Php.Yes(value); break;
            case "licence": profile.Licence = Php.Text(value) is { } licence && licence.Contains('_', StringComparison.Ordinal) ? licence : throw new FormatException("'licence' looks like ru_pro100."); break;
            case "httpsOnly": profile.HttpsOnly = Php.Yes(value); break;
            case "restClosed": profile.RestClosed = Php.Yes(value); break;
            case "simpleCrm": profile.SimpleCrm = Php.Yes(value); break;
            case "offlineEvents": profile.OfflineEvents = Php.Yes(value); break;
            case "authConnector": profile.AuthConnector = Php.Yes(value); break;
            case "missingMethods": profile.MissingMethods = Texts(value); break;
            case "missingEvents": profile.MissingEvents = Texts(value); break;
            case "confirmations": profile.Confirmations = Confirmations(value); break;
            case "basePath": profile.BasePath = Php.Text(value) is { Length: > 0 } path ? "/" + path.Trim('/') : ""; break;
            case "host": profile.Host = Php.Text(value); break;
            case "methodBeforeCaller": profile.MethodBeforeCaller = Php.Yes(value); break;
            case "deletedStatus": profile.DeletedStatus = Php.Int(value) ?? 0; break;
            case "recycleBin": profile.RecycleBin = Php.Yes(value); break;
            case "lines": state.Lines = [.. Php.Values(value).Select(Line)]; break;
            default: throw new FormatException($"Unknown setting '{name}'.");
        }
    }

    private static List<string> Texts(JsonNode? node) => [.. Php.Values(node).Select(Php.Text).OfType<string>()];

    private static Dictionary<string, string> Confirmations(JsonNode? node)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (method, answer) in Php.Pairs(node))
            all[method] = Php.Text(answer) is "waiting" or "denied" ? Php.Text(answer)! : throw new FormatException("A confirmation is waiting or denied.");
        return all;
    }

    private static OpenLine Line(JsonNode? node)
    {
        var id = Php.Int(node?["id"]) ?? throw new FormatException("A line needs an id.");
        var connector = Php.Text(node?["connector"]) ?? "telegrambot";
        return new OpenLine(id, Php.Text(node?["name"]) ?? "Line", connector, Php.Text(node?["title"]) ?? connector, $"{Php.Number(id)}|{connector.ToUpperInvariant()}")
        {
            Active = node?["active"] is not { } active || Php.Yes(active),
            ChecksCrm = node?["crm"] is not { } crm || Php.Yes(crm),
        };
    }
}
