using System.Text.Json.Nodes;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Accounts;

/// <summary>Who am I, who else is here, what may I call.</summary>
internal static class AccountMethods
{
    private static readonly string[] s_allScopes = ["crm", "im", "imopenlines", "placement", "task", "user", "user_basic", "user_brief", "userfieldconfig"];

    public static void Register(MethodTable methods)
    {
        methods.Read("profile", Profile);
        methods.Read("user.current", call => User(call.User));
        methods.Read("user.get", Users);
        methods.Read("user.admin", call => call.User.Admin);
        methods.Read("scope", call => Php.List((Php.Yes(call.Parameters["full"]) ? s_allScopes : call.Caller.Scopes).Select(s => (JsonNode?)s)));
        methods.Read("server.time", call => call.Now);
        methods.Read("crm.settings.mode.get", call => call.State.Profile.SimpleCrm ? 2 : 1);
        methods.Read("feature.get", Feature);
        methods.Read("method.get", call => MethodGet(call, methods));
        methods.Read("methods", call => Names(call, methods));
        methods.Read("batch", _ => null);
    }

    private static JsonObject Profile(RestCall call) => new()
    {
        ["ID"] = Php.Number(call.User.Id),
        ["ADMIN"] = call.User.Admin,
        ["NAME"] = call.User.Name,
        ["LAST_NAME"] = call.User.LastName,
        ["PERSONAL_GENDER"] = call.User.Gender,
        ["TIME_ZONE"] = "Europe/Moscow",
    };

    private static JsonObject User(PortalUser user) => new()
    {
        ["ID"] = Php.Number(user.Id),
        ["XML_ID"] = Php.Number(user.Id),
        ["ACTIVE"] = user.Active,
        ["NAME"] = user.Name,
        ["LAST_NAME"] = user.LastName,
        ["SECOND_NAME"] = "",
        ["EMAIL"] = user.Email,
        ["TIME_ZONE"] = "Europe/Moscow",
        ["IS_ONLINE"] = "N",
        ["PERSONAL_GENDER"] = user.Gender,
        ["WORK_POSITION"] = user.Position,
        ["UF_DEPARTMENT"] = new JsonArray(1),
        ["USER_TYPE"] = "employee",
    };

    private static JsonArray Users(RestCall call)
    {
        var filter = Php.Pairs(call.Parameters.Loose("filter") ?? call.Parameters.Root).Select(p => Condition.Read(p.Key, p.Value)).ToList();
        var found = call.State.Users.Where(u => filter.TrueForAll(c => Matches(u, c))).OrderBy(u => u.Id).ToList();
        return Php.List(ListWindow.Cut(call, found).Select(User));
    }

    private static bool Matches(PortalUser user, Condition condition) => condition.Name.ToUpperInvariant() switch
    {
        "ID" => condition.Holds(FieldKind.Number, [Php.Number(user.Id)]),
        "ACTIVE" => condition.Holds(FieldKind.Flag, [user.Active ? "Y" : "N"]) || condition.Holds(FieldKind.Flag, [user.Active ? "1" : "0"])
            || condition.Holds(FieldKind.Flag, [user.Active ? "true" : "false"]),
        "NAME" => condition.Holds(FieldKind.Text, [user.Name]),
        "LAST_NAME" => condition.Holds(FieldKind.Text, [user.LastName]),
        "EMAIL" => condition.Holds(FieldKind.Text, [user.Email]),
        _ => true,
    };

    private static JsonObject Feature(RestCall call)
    {
        var code = call.Parameters.Text("CODE") is { Length: > 0 } given ? given
            : throw RestRefusalException.Empty("CODE");
        var on = code switch
        {
            "rest_offline_extended" => call.State.Profile.OfflineEvents,
            "rest_auth_connector" => call.State.Profile.AuthConnector,
            _ => false,
        };
        return new JsonObject { ["value"] = on ? "Y" : "N" };
    }

    /// <summary>With `full` everything, with `scope` that scope's, otherwise what the caller may call.</summary>
    private static JsonArray Names(RestCall call, MethodTable methods)
    {
        var full = Php.Yes(call.Parameters["full"]);
        var scope = call.Parameters["scope"] is { } wanted ? Php.Text(wanted) is { Length: > 0 } name ? name : "basic" : null;
        return Php.List(methods.All.Where(m => call.State.Profile.KnowsMethod(m.Name) && (scope is null ? full || call.Caller.Holds(m) : m.Scope == scope))
            .Select(m => (JsonNode?)m.Name));
    }

    private static JsonObject MethodGet(RestCall call, MethodTable methods)
    {
        var name = call.Parameters.Text("name") ?? "";
        var method = call.State.Profile.KnowsMethod(name) ? methods.Find(name) : null;
        return new JsonObject
        {
            ["isExisting"] = method is not null,
            ["isAvailable"] = method is not null && (method.WebhookRefusal is null || call.Caller.Application is not null) && call.Caller.Holds(method),
        };
    }
}
