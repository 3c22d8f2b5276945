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
        methods.Read("crm.settings.mode.get", _ => 1);
        methods.Read("method.get", call => MethodGet(call, methods));
        methods.Read("methods", call => Php.List(methods.All.Where(m => call.Caller.Holds(m)).Select(m => (JsonNode?)m.Name)));
        methods.Read("batch", _ => null);
        methods.ForApplications("app.info", RestRefusalException.Code("ACCESS_DENIED", "Access denied!"));
        foreach (var name in new[] { "event.bind", "event.unbind", "event.get", "placement.bind", "placement.unbind", "placement.get", "imconnector.list" })
            methods.ForApplications(name, RestRefusalException.Code("WRONG_AUTH_TYPE", "Current authorization type is denied for this method Application context required", 403));
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

    private static JsonObject MethodGet(RestCall call, MethodTable methods)
    {
        var method = methods.Find(call.Parameters.Text("name") ?? "");
        return new JsonObject
        {
            ["isExisting"] = method is not null,
            ["isAvailable"] = method is not null && (method.WebhookRefusal is null || call.Caller.Application is not null) && call.Caller.Holds(method),
        };
    }
}
