using System.Text.Json.Nodes;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Timeline;

/// <summary>crm.timeline.bindings.(list|bind|unbind): on which cards a comment stands.</summary>
internal static class TimelineBindingMethods
{
    public static void Register(MethodTable methods)
    {
        methods.Read("crm.timeline.bindings.list", List);
        methods.Write("crm.timeline.bindings.bind", Bind);
        methods.Write("crm.timeline.bindings.unbind", Unbind);
    }

    private static Comment Found(RestCall call, JsonNode? id, Right right)
    {
        var comment = call.State.Comments.Find(Php.Int(id) ?? 0) ?? throw RestRefusalException.Code("NOT_FOUND", "Timeline entry not found");
        return CommentMethods.May(call, comment, right) ? comment : throw RestRefusalException.Code("ACCESS_DENIED", "Access denied");
    }

    private static JsonObject Fields(RestCall call) => call.Parameters["fields"] as JsonObject ?? throw RestRefusalException.Missing("fields");

    private static JsonArray List(RestCall call)
    {
        var filter = Php.Pairs(call.Parameters["filter"]).Select(p => Condition.Read(p.Key, p.Value)).ToList();
        var comment = Found(call, filter.Find(c => c.Name == "OWNER_ID")?.Wanted[0], Right.Read);
        call.Total = comment.Bindings.Count;
        return Php.List(comment.Bindings.Select(b => new JsonObject
        {
            ["OWNER_ID"] = Php.Number(comment.Id), ["ENTITY_ID"] = Php.Number(b.EntityId), ["ENTITY_TYPE"] = EntityType.Find(b.TypeId)!.Path,
        }));
    }

    private static JsonNode Bind(RestCall call)
    {
        var fields = Fields(call);
        var comment = Found(call, fields["OWNER_ID"], Right.Edit);
        var owner = CommentMethods.Owner(call, fields["ENTITY_TYPE"], fields["ENTITY_ID"], Right.Edit);
        if (!comment.Bindings.Contains(owner))
            comment.Bindings.Add(owner);
        return true;
    }

    private static JsonNode Unbind(RestCall call)
    {
        var fields = Fields(call);
        var comment = Found(call, fields["OWNER_ID"], Right.Edit);
        var owner = CommentMethods.Owner(call, fields["ENTITY_TYPE"], fields["ENTITY_ID"], Right.Edit);
        if (!comment.Bindings.Remove(owner))
            throw RestRefusalException.Code("NOT_FOUND", "Binding not found");
        return true;
    }
}
