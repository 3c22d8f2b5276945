using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Activities;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.OpenLines;

/// <summary>Chats of open lines, derived from the session activities and the cards they stand on.</summary>
internal static class OpenLineMethods
{
    public static void Register(MethodTable methods)
    {
        methods.Read("imopenlines.crm.chat.get", Chats);
        methods.Read("imopenlines.crm.chat.getLastId", LastChat);
        methods.Read("imopenlines.dialog.get", Dialog);
        methods.Read("imopenlines.session.history.get", call => SessionHistory.Of(call, Session(call)));
        methods.Read("imopenlines.config.list.get", Lines);
        methods.Read("imopenlines.config.get", Config);
        methods.ForApplications("imconnector.list", MethodTable.ContextNeeded(), Connectors);
        methods.ForApplications("imconnector.status", MethodTable.ContextNeeded(), ConnectorStatus);
    }

    private static List<Activity> SessionsOf(RestCall call)
    {
        var type = call.Parameters.Text("CRM_ENTITY_TYPE") is { Length: > 0 } name ? EntityType.Find(name) ?? throw RestRefusalException.Empty("CRM_ENTITY_TYPE") : throw RestRefusalException.Empty("CRM_ENTITY_TYPE");
        if (call.Parameters.Int("CRM_ENTITY") is not > 0 and var _)
            throw RestRefusalException.Empty("CRM_ENTITY");
        var id = call.Parameters.Int("CRM_ENTITY")!.Value;
        if (call.State.Of(type).Find(id) is { } card && !Access.May(call.User, type.Id, card, Right.Read))
            throw RestRefusalException.Code("ACCESS_DENIED", "You don't have access to this chat", 403);
        return [.. call.State.ActivityIndex.On(call.State, new Binding(type.Id, id)).Where(a => a.UserCode is not null && a.ChatId > 0)];
    }

    private static JsonArray Chats(RestCall call)
    {
        var sessions = SessionsOf(call);
        if (call.Parameters.Loose("ACTIVE_ONLY") is not { } only || Php.Yes(only))
            sessions.RemoveAll(s => s.Get("COMPLETED") == "Y");
        return Php.List(sessions.DistinctBy(s => s.ChatId).Select(s => new JsonObject
        {
            ["CHAT_ID"] = Php.Number(s.ChatId),
            ["CONNECTOR_ID"] = s.UserCode!.Split('|')[0],
            ["CONNECTOR_TITLE"] = TitleOf(call, s),
        }));
    }

    private static JsonNode LastChat(RestCall call) => SessionsOf(call) is [.., var last]
        ? last.ChatId
        : throw RestRefusalException.Code("CRM_CHAT_EMPTY_CRM_DATA", "Could not find CRM object");

    private static string TitleOf(RestCall call, Activity session) =>
        call.State.Lines.Find(l => l.Connector == session.UserCode!.Split('|')[0])?.ConnectorTitle ?? session.UserCode!.Split('|')[0];

    private static Activity Session(RestCall call)
    {
        var parameters = call.Parameters;
        var chat = parameters.Int("CHAT_ID");
        if (chat is null && parameters.Text("DIALOG_ID") is { } dialog && dialog.StartsWith("chat", StringComparison.Ordinal))
            chat = int.TryParse(dialog[4..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        var session = parameters.Int("SESSION_ID");
        var code = parameters.Text("USER_CODE");
        var found = call.State.Activities.Rows.FindLast(a => a.UserCode is not null && a.ChatId > 0
            && ((chat is not null && a.ChatId == chat) || (session is not null && a.SessionId == session) || (code is not null && a.UserCode == code)));
        if (found is null || !ActivityMethods.May(call, found, Right.Read))
            throw RestRefusalException.Code("ACCESS_ERROR", "You do not have access to the specified dialog");
        return found;
    }

    private static JsonObject Dialog(RestCall call)
    {
        var found = Session(call);
        int Bound(int type) => found.Bindings.Find(b => b.TypeId == type)?.EntityId ?? 0;
        var owner = found.Bindings[0];
        var line = found.UserCode!.Split('|')[1];
        return new JsonObject
        {
            ["id"] = found.ChatId,
            ["title"] = found.Get("SUBJECT"),
            ["type"] = "lines",
            ["entity_type"] = "LINES",
            ["entity_id"] = found.UserCode,
            ["entity_data_1"] = string.Create(CultureInfo.InvariantCulture,
                $"Y|{EntityType.Find(owner.TypeId)!.Symbol}|{owner.EntityId}|N|N|{found.SessionId}|{Unix(found)}|0|0|0"),
            ["entity_data_2"] = string.Create(CultureInfo.InvariantCulture,
                $"LEAD|{Bound(EntityType.LeadId)}|COMPANY|{Bound(EntityType.CompanyId)}|CONTACT|{Bound(EntityType.ContactId)}|DEAL|{Bound(EntityType.DealId)}"),
            ["entity_data_3"] = line,
            ["dialog_id"] = "chat" + Php.Number(found.ChatId),
        };
    }

    private static long Unix(Activity session) => Storage.PortalClock.Parse(session.Get("CREATED"))?.ToUnixTimeSeconds() ?? 0;

    private static JsonArray Lines(RestCall call) => Php.List(call.State.Lines.Select(Line));

    private static JsonObject Line(OpenLine line) => new()
    {
        ["ID"] = Php.Number(line.Id), ["LINE_NAME"] = line.Name, ["ACTIVE"] = line.Active ? "Y" : "N", ["CRM"] = line.ChecksCrm ? "Y" : "N", ["CRM_CREATE"] = "lead", ["CRM_SOURCE"] = "create",
        ["CRM_FORWARD"] = "Y", ["CRM_TRANSFER_CHANGE"] = "Y",
    };

    private static JsonObject Config(RestCall call)
    {
        var id = call.Parameters.Int("CONFIG_ID") is > 0 and var given ? given : throw RestRefusalException.Empty("CONFIG_ID");
        var line = Line(call.State.Lines.Find(l => l.Id == id) ?? throw RestRefusalException.Code("NOT_FOUND", "Open channel is not found"));
        if (Php.Yes(call.Parameters.Loose("WITH_QUEUE") ?? "Y"))
            line["QUEUE"] = Php.List(call.State.Users.Where(u => u.Active).Select(u => (JsonNode?)Php.Number(u.Id)));
        return line;
    }

    // Standard connectors are there on every portal; third parties only where a line uses them.
    private static JsonObject Connectors(RestCall call)
    {
        var all = new JsonObject { ["livechat"] = "Онлайн-чат", ["telegrambot"] = "Telegram", ["viber"] = "Viber", ["vkgroup"] = "ВКонтакте", ["facebook"] = "Facebook" };
        foreach (var line in call.State.Lines)
            all[line.Connector] = line.ConnectorTitle;
        return all;
    }

    private static JsonObject ConnectorStatus(RestCall call)
    {
        var connector = call.Parameters.Text("CONNECTOR") is { Length: > 0 } name ? name : throw RestRefusalException.Empty("CONNECTOR");
        var id = call.Parameters.Int("LINE") ?? throw RestRefusalException.Empty("LINE");
        var joined = call.State.Lines.Exists(l => l.Id == id && l.Connector == connector && l.Active);
        return new JsonObject { ["LINE"] = id, ["CONNECTOR"] = connector, ["ERROR"] = false, ["CONFIGURED"] = joined, ["STATUS"] = joined };
    }
}
