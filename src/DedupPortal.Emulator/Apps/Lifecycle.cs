using System.Text.Json.Nodes;
using DedupPortal.Emulator.OAuth;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Apps;

/// <summary>Installs, updates and removes applications and tells them so.</summary>
internal sealed class Lifecycle(Portal portal, CallbackBodies bodies, CallbackSender sender)
{
    private static readonly string[] s_scopes = ["crm", "im", "imopenlines", "placement", "user"];

    /// <summary>A local application, installed, with scopes for everything the portal serves.</summary>
    public static Application Register(PortalState state)
    {
        var application = new Application
        {
            Id = state.Applications.Count == 0 ? 12 : state.Applications.Max(a => a.Id) + 1,
            ClientId = $"local.{Secrets.Hex(7)}.{Secrets.Hex(4)}",
            ClientSecret = Secrets.Letters(50),
            ApplicationToken = Secrets.Hex(16),
            Scopes = [.. s_scopes],
        };
        state.Applications.Add(application);
        return application;
    }

    public async Task<JsonNode> InstallAsync(Application application, JsonNode? wish)
    {
        JsonObject form;
        lock (portal.Gate)
        {
            Drop(application);
            if (application.Installation == Installation.None)
                application.ApplicationToken = Secrets.Hex(16);
            application.Installation = application.HasPages ? Installation.Pending : Installation.Done;
            var auth = bodies.Tokens(application, Php.Int(wish?["user"]) ?? 1, refresh: true);
            form = bodies.Event(application, "ONAPPINSTALL", new JsonObject
            {
                ["VERSION"] = Php.Number(application.Version), ["ACTIVE"] = "Y",
                ["INSTALLED"] = application.Installation == Installation.Done ? "Y" : "N", ["LANGUAGE_ID"] = "ru",
            }, auth);
            portal.Touch();
        }
        return await ToAsync([application.Installer], wish, form);
    }

    public async Task<JsonNode> UpdateAsync(Application application, JsonNode? wish)
    {
        JsonObject form;
        lock (portal.Gate)
        {
            Drop(application);
            var before = application.Version;
            application.Version = Php.Int(wish?["version"]) ?? before + 1;
            if (Php.Yes(wish?["newToken"]))
                application.ApplicationToken = Secrets.Hex(16);
            form = bodies.Event(application, "ONAPPUPDATE", new JsonObject
            {
                ["VERSION"] = Php.Number(application.Version), ["PREVIOUS_VERSION"] = Php.Number(before), ["ACTIVE"] = "Y",
                ["INSTALLED"] = application.Installation == Installation.Done ? "Y" : "N", ["LANGUAGE_ID"] = "ru",
            }, bodies.Tokens(application, Php.Int(wish?["user"]) ?? 1, refresh: true));
            portal.Touch();
        }
        return await ToAsync([application.Installer], wish, form);
    }

    public async Task<JsonNode> UninstallAsync(Application application, JsonNode? wish)
    {
        JsonObject form;
        lock (portal.Gate)
        {
            Drop(application);
            application.Installation = Installation.None;
            portal.State.Grants.Forget(application.ClientId);
            form = bodies.Event(application, "ONAPPUNINSTALL",
                new JsonObject { ["LANGUAGE_ID"] = "ru", ["CLEAN"] = Php.Yes(wish?["clean"]) ? "1" : "0" }, auth: []);
            portal.Touch();
        }
        return await ToAsync([application.Installer], wish, form);
    }

    private static void Drop(Application application)
    {
    }

    private async Task<JsonNode> ToAsync(IEnumerable<string?> addresses, JsonNode? wish, JsonObject form)
    {
        var sent = new JsonArray();
        foreach (var address in addresses.Append(Php.Text(wish?["to"])).OfType<string>().Distinct(StringComparer.Ordinal))
            sent.Add((JsonNode)await sender.PostAsync(address, form));
        return new JsonObject { ["sent"] = sent };
    }
}
