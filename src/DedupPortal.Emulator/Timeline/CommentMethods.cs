using System.Text.Json.Nodes;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Activities;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Events;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Timeline;

/// <summary>crm.timeline.comment.* and crm.timeline.logmessage.add</summary>
internal static class CommentMethods
{
    public static void Register(MethodTable methods)
    {
        methods.Read("crm.timeline.comment.list", List);
        methods.Read("crm.timeline.comment.get", call => View(Found(call, Right.Read, "Not found."), null));
        methods.Write("crm.timeline.comment.add", Add);
        methods.Write("crm.timeline.comment.update", Update);
        methods.Write("crm.timeline.comment.delete", Delete);
        methods.Write("crm.timeline.logmessage.add", AddLog);
    }

    public static bool May(RestCall call, Comment comment, Right right) =>
        call.User.Admin || comment.Bindings.Exists(b => call.State.Find(b.TypeId, b.EntityId) is { } card && Access.May(call.User, b.TypeId, card, right));

    public static Binding Owner(RestCall call, JsonNode? type, JsonNode? id, Right right)
    {
        var entity = EntityType.Find(Php.Text(type)) ?? EntityType.Find(Php.Int(type) ?? 0) ?? throw RestRefusalException.Code("OWNER_NOT_FOUND", "Owner was not found");
        var card = call.State.Of(entity).Find(Php.Int(id) ?? 0) ?? throw RestRefusalException.Code("OWNER_NOT_FOUND", "Owner was not found");
        return Access.May(call.User, entity.Id, card, right) ? new Binding(entity.Id, card.Id) : throw RestRefusalException.Code("ACCESS_DENIED", "Access denied");
    }

    private static JsonObject Fields(RestCall call) =>
        // Only the lower-case key counts here.
        call.Parameters["fields"] as JsonObject ?? throw RestRefusalException.Missing("fields");

    private static Comment Found(RestCall call, Right right, string missing)
    {
        var comment = call.State.Comments.Find(call.Parameters.Int("id") ?? 0);
        if (comment is null || comment.LogMessage)
            throw missing == "Not found." ? RestRefusalException.Plain(missing) : RestRefusalException.Code("NOT_FOUND", missing);
        return May(call, comment, right) ? comment : throw RestRefusalException.Code("ACCESS_DENIED", "Access denied");
    }

    private static JsonArray List(RestCall call)
    {
        var conditions = Php.Pairs(call.Parameters["filter"]).Select(p => Condition.Read(p.Key, p.Value)).ToList();
        var type = conditions.Find(c => c.Name == "ENTITY_TYPE")?.Wanted[0];
        var id = conditions.Find(c => c.Name == "ENTITY_ID")?.Wanted[0];
        if (type is null || id is null)
            throw RestRefusalException.Code("100", "Could not find value for parameter {filter}");
        var owner = Owner(call, type, id, Right.Read);
        var found = call.State.Comments.Rows.Where(c => !c.LogMessage && c.Bindings.Contains(owner) && conditions.TrueForAll(k => Holds(c, k))).ToList();
        if (ListWindow.Order(call.Parameters["order"]) is [var (name, descending), ..] && name is "ID" or "CREATED" && descending)
            found.Reverse();
        return Php.List(ListWindow.Cut(call, found).Select(c => View(c, owner)));
    }

    private static bool Holds(Comment comment, Condition condition) => condition.Name switch
    {
        "ID" => condition.Holds(FieldKind.Number, [Php.Number(comment.Id)]),
        "AUTHOR_ID" => condition.Holds(FieldKind.Number, [Php.Number(comment.AuthorId)]),
        "CREATED" => condition.Holds(FieldKind.DateTime, [comment.Created]),
        _ => true,
    };

    private static JsonObject View(Comment comment, Binding? owner)
    {
        var shown = owner ?? comment.Bindings[0];
        return new JsonObject
        {
            ["ID"] = Php.Number(comment.Id),
            ["ENTITY_ID"] = Php.Number(shown.EntityId),
            ["ENTITY_TYPE"] = EntityType.Find(shown.TypeId)!.Path,
            ["CREATED"] = comment.Created,
            ["COMMENT"] = comment.Text,
            ["AUTHOR_ID"] = Php.Number(comment.AuthorId),
            ["FILES"] = new JsonArray(),
        };
    }

    private static JsonNode Add(RestCall call)
    {
        var fields = Fields(call);
        var owner = Owner(call, fields["ENTITY_TYPE"], fields["ENTITY_ID"], Right.Edit);
        if (Php.Text(fields["COMMENT"]) is not { Length: > 0 } text)
            throw RestRefusalException.Code("INVALID_ARG_VALUE", "Empty comment");
        var comment = call.State.Comments.Add(new Comment
        {
            Id = call.State.Comments.NextId(),
            Text = text,
            AuthorId = Php.Int(fields["AUTHOR_ID"]) is > 0 and var author ? author : call.User.Id,
            Created = call.Now,
            Bindings = [owner],
        });
        call.Tell(new Change("ONCRMTIMELINECOMMENTADD", comment.Id));
        return comment.Id;
    }

    private static JsonNode Update(RestCall call)
    {
        var fields = Fields(call);
        var comment = Found(call, Right.Edit, "Comment not found");
        if (Php.Text(fields["COMMENT"]) is not { Length: > 0 } text)
            throw RestRefusalException.Code("INVALID_ARG_VALUE", "Empty comment");
        comment.Text = text;
        call.Tell(new Change("ONCRMTIMELINECOMMENTUPDATE", comment.Id));
        return comment.Id;
    }

    private static JsonNode? Delete(RestCall call)
    {
        var comment = Found(call, Right.Edit, "Comment not found");
        if (call.Parameters.Int("ownerTypeId") is { } type && call.Parameters.Int("ownerId") is { } id)
            comment.Bindings.RemoveAll(b => b == new Binding(type, id));
        else
            comment.Bindings.Clear();
        if (comment.Bindings.Count > 0)
            return null;
        call.State.Comments.Remove(comment.Id);
        call.Tell(new Change("ONCRMTIMELINECOMMENTDELETE", comment.Id));
        return null;
    }

    private static JsonObject AddLog(RestCall call)
    {
        var fields = Fields(call);
        var owner = Owner(call, fields["entityTypeId"], fields["entityId"], Right.Edit);
        var log = call.State.Comments.Add(new Comment
        {
            Id = call.State.Comments.NextId(),
            LogMessage = true,
            Title = Php.Text(fields["title"]) ?? throw RestRefusalException.Missing("title"),
            Text = Php.Text(fields["text"]) ?? throw RestRefusalException.Missing("text"),
            Icon = Php.Text(fields["iconCode"]) ?? "info",
            AuthorId = call.User.Id,
            Created = call.Now,
            Bindings = [owner],
        });
        return new JsonObject
        {
            ["logMessage"] = new JsonObject
            {
                ["id"] = log.Id, ["created"] = log.Created, ["authorId"] = log.AuthorId, ["title"] = log.Title, ["text"] = log.Text, ["iconCode"] = log.Icon,
            },
        };
    }
}
