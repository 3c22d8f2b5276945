using System.Text.Json.Nodes;
using DedupPortal.Emulator.Apps;
using DedupPortal.Emulator.OAuth;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Placements;

/// <summary>The form that the portal's page posts into an application's frame. Built while the portal's gate is held.</summary>
internal sealed class PlacementForm(Portal portal, PortalAddresses addresses)
{
    /// <summary>
    /// `placement` (default DEFAULT, the main page) and `id` of the card; `user` who looks at it (1). `token`: valid, forged, none: the
    /// application token. `auth`: valid, other (of the user `authUser`), foreign (another application's), expired, none: the access token.
    /// `handler` posts somewhere else than where the application asked to be.
    /// </summary>
    public (string Address, JsonObject Fields) Build(Application application, JsonNode? wish)
    {
        var code = Php.Text(wish?["placement"]) ?? "DEFAULT";
        var handler = Php.Text(wish?["handler"]) ?? (code == "DEFAULT" ? application.Handler
            : portal.State.Placements.Find(p => p.ClientId == application.ClientId && p.Code == code)?.Handler);
        if (handler is null)
            throw new FormatException($"The application has nothing at {code}.");
        if (application.Installation != Installation.Done && Php.Text(wish?["handler"]) is null)
            throw new FormatException("The installation is not finished: the portal shows nothing of the application.");
        var fields = new JsonObject();
        AddAuth(fields, application, wish);
        fields["SERVER_ENDPOINT"] = addresses.ServerEndpoint;
        if (Php.Text(wish?["token"]) is not "none")
            fields["APPLICATION_TOKEN"] = Php.Text(wish?["token"]) is "forged" ? Secrets.Hex(16) : application.ApplicationToken;
        fields["APPLICATION_SCOPE"] = string.Join(',', application.Scopes);
        fields["member_id"] = portal.State.MemberId;
        fields["status"] = application.Status;
        fields["PLACEMENT"] = code;
        fields["PLACEMENT_OPTIONS"] = Options(code, Php.Int(wish?["id"]));
        return (Address(handler), fields);
    }

    /// <summary>The installation page gets the same form, before anything is finished.</summary>
    public (string Address, JsonObject Fields) Install(Application application, string installer, int userId) =>
        Build(application, new JsonObject { ["handler"] = installer, ["user"] = userId });

    private string Address(string handler)
    {
        var secure = addresses.Portal.StartsWith("https", StringComparison.Ordinal);
        return handler + (handler.Contains('?', StringComparison.Ordinal) ? '&' : '?')
            + $"DOMAIN={Uri.EscapeDataString(addresses.PortalHost)}&PROTOCOL={(secure ? '1' : '0')}&LANG=ru&APP_SID={Secrets.Hex(16)}";
    }

    private void AddAuth(JsonObject fields, Application application, JsonNode? wish)
    {
        var kind = Php.Text(wish?["auth"]) ?? "valid";
        if (kind == "none")
            return;
        var user = Php.Int(wish?["user"]) ?? 1;
        var (owner, holder) = kind switch
        {
            "valid" or "expired" => (application, user),
            "other" => (application, Php.Int(wish?["authUser"]) ?? throw new FormatException("'authUser' is missing.")),
            "foreign" => (portal.State.Applications.Find(a => a.ClientId != application.ClientId) ?? Lifecycle.Register(portal.State), user),
            _ => throw new FormatException("'auth' is valid, other, foreign, expired or none."),
        };
        var pair = portal.State.Grants.AddPair(portal.Clock, owner.ClientId, holder);
        if (kind == "expired")
            portal.State.Grants.Access[pair.Access].Expires = portal.Clock.Instant();
        fields["AUTH_ID"] = pair.Access;
        fields["AUTH_EXPIRES"] = Php.Number((int)AccessToken.Life.TotalSeconds);
        fields["REFRESH_ID"] = pair.Refresh;
    }

    private static string Options(string code, int? id)
    {
        if (id is null)
            return code == "DEFAULT" ? "[]" : "";
        var options = new JsonObject { ["ID"] = Php.Number(id.Value) };
        if (code.Split('_') is ["CRM", var type, "DETAIL", ..])
            options["URI"] = $"/crm/{type.ToLowerInvariant()}/details/{Php.Number(id.Value)}/?IFRAME=Y";
        // Slashes are escaped, as the portal's own language writes them.
        return options.ToJsonString().Replace("/", "\\/", StringComparison.Ordinal);
    }
}
