using System.Text.Json.Nodes;
using DedupPortal.Emulator.Activities;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.OpenLines;

/// <summary>imopenlines.session.history.get: who took part in a chat, and its first message. The client's name is the one on the card.</summary>
internal static class SessionHistory
{
    public static JsonObject Of(RestCall call, Activity session)
    {
        var code = session.UserCode!.Split('|');
        var (chat, client, manager) = (Php.Number(session.ChatId), code[^1], session.Get("RESPONSIBLE_ID") ?? "0");
        var card = session.Bindings.Select(b => call.State.Find(b.TypeId, b.EntityId)).OfType<CrmRecord>().FirstOrDefault(c => c.HasImol)
            ?? session.Bindings.Select(b => call.State.Find(b.TypeId, b.EntityId)).OfType<CrmRecord>().FirstOrDefault();
        var message = Php.Number((session.ChatId * 10) + 1);
        var line = call.State.Lines.Find(l => Php.Number(l.Id) == code[1])?.Name ?? code[1];
        var name = $"{card?.Get("NAME")} {card?.Get("LAST_NAME")}".Trim();
        return new JsonObject
        {
            ["chatId"] = session.ChatId,
            ["canJoin"] = "Y",
            ["canVoteAsHead"] = "N",
            ["sessionId"] = session.SessionId,
            ["sessionVoteHead"] = 0,
            ["sessionCommentHead"] = "",
            ["userId"] = "chat" + chat,
            ["message"] = new JsonObject
            {
                [message] = new JsonObject
                {
                    ["id"] = message, ["chatId"] = chat, ["senderId"] = client, ["recipientId"] = "chat" + chat, ["date"] = session.Get("CREATED"),
                    ["text"] = "Здравствуйте!", ["params"] = new JsonArray(),
                },
            },
            ["usersMessage"] = new JsonObject { ["chat" + chat] = new JsonArray(message) },
            ["users"] = new JsonObject { [client] = User(client, name, card), [manager] = Manager(call, manager) },
            ["openlines"] = new JsonArray(),
            ["userInGroup"] = new JsonArray(),
            ["woUserInGroup"] = new JsonArray(),
            ["chat"] = new JsonObject
            {
                [chat] = new JsonObject
                {
                    ["id"] = chat, ["name"] = $"{name} - {line}", ["owner"] = manager, ["type"] = "lines", ["entity_type"] = "LINES", ["entity_id"] = session.UserCode,
                },
            },
            ["files"] = new JsonArray(),
        };
    }

    private static JsonObject User(string id, string name, CrmRecord? card) => new()
    {
        ["id"] = id, ["name"] = name, ["firstName"] = card?.Get("NAME") ?? "", ["lastName"] = card?.Get("LAST_NAME") ?? "", ["connector"] = true,
        ["externalAuthId"] = "imconnector",
    };

    private static JsonObject Manager(RestCall call, string id)
    {
        var user = call.State.Users.Find(u => Php.Number(u.Id) == id);
        return new JsonObject
        {
            ["id"] = id, ["name"] = $"{user?.Name} {user?.LastName}".Trim(), ["firstName"] = user?.Name ?? "", ["lastName"] = user?.LastName ?? "", ["connector"] = false,
            ["externalAuthId"] = "default",
        };
    }
}
