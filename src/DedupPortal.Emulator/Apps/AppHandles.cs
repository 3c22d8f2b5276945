using System.Text.Json.Nodes;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Apps;

/// <summary>`/_app…`: what an administrator does with applications in the portal's pages.</summary>
internal sealed class AppHandles(Portal portal, Lifecycle lifecycle)
{
    public void Map(WebApplication app)
    {
        app.MapGet("/_app", IResult (string? client) => { lock (portal.Gate) return Handle.Json(View(Find(client))); });
        Handle.Post(app, "/_app", Change);
        Handle.Post(app, "/_app/new", Create);
        Handle.Post(app, "/_app/delete", Delete);
        Handle.PostAsync(app, "/_app/install", async wish => await lifecycle.InstallAsync(Find(wish), wish));
        Handle.PostAsync(app, "/_app/finish", async wish => await lifecycle.FinishAsync(Find(wish), wish));
        Handle.PostAsync(app, "/_app/update", async wish => await lifecycle.UpdateAsync(Find(wish), wish));
        Handle.PostAsync(app, "/_app/uninstall", async wish => await lifecycle.UninstallAsync(Find(wish), wish));
        Handle.PostAsync(app, "/_app/payment", async wish => await lifecycle.PaymentAsync(Find(wish), wish));
    }

    private Application Find(JsonNode? wish) => Find(Php.Text(wish?["client"]));

    private Application Find(string? clientId)
    {
        lock (portal.Gate)
        {
            return (string.IsNullOrEmpty(clientId) ? portal.State.Applications.FirstOrDefault() : portal.State.Applications.Find(a => a.ClientId == clientId))
                ?? throw new FormatException("No such application.");
        }
    }

    private static JsonObject View(Application application) => new()
    {
        ["clientId"] = application.ClientId,
        ["clientSecret"] = application.ClientSecret,
        ["applicationToken"] = application.ApplicationToken,
        ["scopes"] = Php.List(application.Scopes.Select(s => (JsonNode?)s)),
        ["installation"] = application.Installation.ToString(),
        ["version"] = application.Version,
        ["redirect"] = application.Redirect,
        ["installer"] = application.Installer,
        ["handler"] = application.Handler,
        ["pages"] = application.HasPages,
    };

    private JsonObject Create(JsonNode? node)
    {
        lock (portal.Gate)
        {
            var application = Lifecycle.Register(portal.State);
            Take(application, node);
            portal.Touch();
            return View(application);
        }
    }

    /// <summary>For good: the portal does not know its tokens' application any more.</summary>
    private JsonNode? Delete(JsonNode? node)
    {
        lock (portal.Gate)
        {
            var application = Find(node);
            lifecycle.Drop(application, withQueue: true);
            portal.State.Applications.Remove(application);
            portal.Touch();
        }
        return null;
    }

    private JsonObject Change(JsonNode? node)
    {
        lock (portal.Gate)
        {
            var application = Find(node);
            Take(application, node);
            portal.Touch();
            return View(application);
        }
    }

    private static void Take(Application application, JsonNode? node)
    {
        foreach (var (name, value) in Php.Pairs(node))
        {
            switch (name)
            {
                case "client": break;
                case "redirect": application.Redirect = Php.Text(value); break;
                case "installer": application.Installer = Php.Text(value); break;
                case "handler": application.Handler = Php.Text(value); break;
                case "pages": application.HasPages = Php.Yes(value); break;
                case "scopes": application.Scopes = [.. Php.Values(value).Select(Php.Text).OfType<string>()]; break;
                case "status": application.Status = Php.Text(value) ?? "L"; break;
                case "paymentExpired": application.PaymentExpired = Php.Yes(value); break;
                case "users": application.Users = value is null ? null : [.. Php.Values(value).Select(Php.Int).OfType<int>()]; break;
                default: throw new FormatException($"Unknown setting '{name}'.");
            }
        }
    }
}
