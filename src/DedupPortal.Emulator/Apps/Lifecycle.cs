using System.Text.Json.Nodes;
using DedupPortal.Emulator.OAuth;
using DedupPortal.Emulator.Placements;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Apps;

/// <summary>Installs, updates and removes applications and tells them so.</summary>
internal sealed class Lifecycle(Portal portal, CallbackBodies bodies, PlacementForm placements, CallbackSender sender)
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

    /// <summary>Installs again, which drops what the application had bound. With pages of its own it is opened in a frame and must say when it is done.</summary>
    public async Task<JsonNode> InstallAsync(Application application, JsonNode? wish)
    {
        var user = Php.Int(wish?["user"]) ?? 1;
        lock (portal.Gate)
        {
            Drop(application, withQueue: true);
            if (application.Installation == Installation.None)
                application.ApplicationToken = Secrets.Hex(16);
            application.Installation = application.HasPages ? Installation.Pending : Installation.Done;
            portal.Touch();
        }
        var to = Addresses([application.Installer], wish);
        if (!application.HasPages)
            return await ToAsync(to, () => Told(application, "ONAPPINSTALL", user, previous: null));
        var sent = new JsonArray();
        foreach (var installer in to)
        {
            (string Address, JsonObject Fields) page;
            lock (portal.Gate)
                page = placements.Install(application, installer, user);
            sent.Add((JsonNode)await sender.PostAsync(page.Address, page.Fields));
        }
        return new JsonObject { ["sent"] = sent };
    }

    /// <summary>The installation page has said that it is done, as BX24.installFinish() does; whoever asked for ONAPPINSTALL hears of it.</summary>
    public async Task<JsonNode> FinishAsync(Application application, JsonNode? wish)
    {
        List<string> to;
        lock (portal.Gate)
        {
            if (application.Installation == Installation.None)
                throw new FormatException("The application is not installed.");
            application.Installation = Installation.Done;
            to = Bound(application, "ONAPPINSTALL");
            portal.Touch();
        }
        return await ToAsync(to, () => Told(application, "ONAPPINSTALL", Php.Int(wish?["user"]) ?? 1, previous: null));
    }

    public async Task<JsonNode> UpdateAsync(Application application, JsonNode? wish)
    {
        List<string> to;
        var before = application.Version;
        lock (portal.Gate)
        {
            to = Addresses([application.Installer, .. Bound(application, "ONAPPUPDATE")], wish);
            Drop(application, withQueue: false);
            application.Version = Php.Int(wish?["version"]) ?? before + 1;
            if (Php.Yes(wish?["newToken"]))
                application.ApplicationToken = Secrets.Hex(16);
            portal.Touch();
        }
        return await ToAsync(to, () => Told(application, "ONAPPUPDATE", Php.Int(wish?["user"]) ?? 1, before));
    }

    /// <summary>Tells whoever asked for it, without tokens: they are worth nothing any more.</summary>
    public async Task<JsonNode> UninstallAsync(Application application, JsonNode? wish)
    {
        List<string> to;
        lock (portal.Gate)
        {
            to = Addresses(Bound(application, "ONAPPUNINSTALL"), wish);
            Drop(application, withQueue: true);
            application.Installation = Installation.None;
            portal.State.Grants.Forget(application.ClientId);
            portal.Touch();
        }
        return await ToAsync(to, () => bodies.Event(application.ApplicationToken, "ONAPPUNINSTALL",
            new JsonObject { ["LANGUAGE_ID"] = "ru", ["CLEAN"] = Php.Yes(wish?["clean"]) ? "1" : "0" }, auth: []));
    }

    /// <summary>Somebody paid, or the paid time is over: told to whoever asked for it, with tokens and without the word. Local applications cost nothing.</summary>
    public async Task<JsonNode> PaymentAsync(Application application, JsonNode? wish)
    {
        List<string> to;
        lock (portal.Gate)
        {
            if (application.Status == "L")
                throw new FormatException("A local application is not paid for; set 'status' first.");
            if (Php.Text(wish?["status"]) is { } status)
                application.Status = status;
            application.PaymentExpired = Php.Yes(wish?["expired"]);
            to = Addresses(Bound(application, "ONAPPPAYMENT"), wish);
            portal.Touch();
        }
        return await ToAsync(to, () => bodies.Event(token: null, "ONAPPPAYMENT",
            new JsonObject
            {
                ["CODE"] = application.ClientId,
                ["VERSION"] = Php.Number(application.Version),
                ["STATUS"] = application.Status,
                ["PAYMENT_EXPIRED"] = application.PaymentExpired ? "Y" : "N",
                ["DAYS"] = Php.Number(Php.Int(wish?["days"]) ?? 0),
                ["LANGUAGE_ID"] = "ru",
            },
            bodies.Tokens(application, Php.Int(wish?["user"]) ?? 1, refresh: false)));
    }

    private JsonObject Told(Application application, string name, int user, int? previous)
    {
        var data = new JsonObject { ["VERSION"] = Php.Number(application.Version) };
        if (previous is { } version)
            data["PREVIOUS_VERSION"] = Php.Number(version);
        data["ACTIVE"] = "Y";
        data["INSTALLED"] = application.Installation == Installation.Done ? "Y" : "N";
        data["LANGUAGE_ID"] = "ru";
        return bodies.Event(application.ApplicationToken, name, data, bodies.Tokens(application, user, refresh: true));
    }

    /// <summary>What the application had bound; its queue only when it leaves.</summary>
    public void Drop(Application application, bool withQueue)
    {
        portal.State.Events.Drop(application.ClientId, withQueue);
        portal.State.Placements.RemoveAll(p => p.ClientId == application.ClientId);
    }

    private List<string> Bound(Application application, string name) =>
        [.. portal.State.Events.Handlers.Where(h => h.ClientId == application.ClientId && h.Event == name && !h.Offline).Select(h => h.Address)];

    private static List<string> Addresses(IEnumerable<string?> addresses, JsonNode? wish) =>
        [.. addresses.Append(Php.Text(wish?["to"])).OfType<string>().Distinct(StringComparer.Ordinal)];

    private async Task<JsonNode> ToAsync(List<string> addresses, Func<JsonObject> form)
    {
        var sent = new JsonArray();
        foreach (var address in addresses)
        {
            JsonObject one;
            lock (portal.Gate)
                one = form();
            sent.Add((JsonNode)await sender.PostAsync(address, one));
        }
        return new JsonObject { ["sent"] = sent };
    }
}
