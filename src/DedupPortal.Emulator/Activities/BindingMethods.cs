using System.Text.Json.Nodes;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Events;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Activities;

/// <summary>crm.activity.binding.(list|add|delete|move)</summary>
internal static class BindingMethods
{
    private const int Limit = 100;

    public static void Register(MethodTable methods)
    {
        methods.Read("crm.activity.binding.list", List);
        methods.Write("crm.activity.binding.add", call => Told(call, Add));
        methods.Write("crm.activity.binding.delete", call => Told(call, Delete));
        methods.Write("crm.activity.binding.move", call => Told(call, Move));
    }

    private static JsonNode Told(RestCall call, Func<RestCall, JsonNode> write)
    {
        var answer = write(call);
        call.Tell(new Change("ONCRMACTIVITYUPDATE", call.Parameters.Required("activityId")));
        return answer;
    }

    private static Activity Found(RestCall call, Right right)
    {
        var activity = call.State.Activities.Find(call.Parameters.Required("activityId")) ?? throw RestRefusalException.Code("NOT_FOUND", "Activity not found");
        return ActivityMethods.May(call, activity, right) ? activity : throw RestRefusalException.Code("ACCESS_DENIED", "Access denied");
    }

    private static Binding Read(RestCall call, string type, string id) => new(call.Parameters.Required(type), call.Parameters.Required(id));

    private static void CheckOwner(RestCall call, Binding binding)
    {
        if (call.State.Find(binding.TypeId, binding.EntityId) is not { } card)
            throw RestRefusalException.Code("OWNER_NOT_FOUND", "Owner not found");
        if (!Access.May(call.User, binding.TypeId, card, Right.Edit))
            throw RestRefusalException.Code("ACCESS_DENIED", "Access denied");
    }

    private static JsonArray List(RestCall call) => Php.List(Found(call, Right.Read).Bindings
        .Select(b => new JsonObject { ["entityTypeId"] = b.TypeId, ["entityId"] = b.EntityId }));

    private static JsonNode Add(RestCall call)
    {
        var activity = Found(call, Right.Edit);
        var binding = Read(call, "entityTypeId", "entityId");
        CheckOwner(call, binding);
        if (activity.Bindings.Contains(binding))
            throw RestRefusalException.Code("ACTIVITY_IS_ALREADY_BOUND", "Activity is already bound to this item");
        if (activity.Bindings.Count >= Limit)
            throw RestRefusalException.Code("MAX_BINDINGS_COUNT_EXCEEDED", "Too many bindings");
        activity.Bindings.Add(binding);
        call.State.ActivityIndex.Note(binding, activity);
        return true;
    }

    private static JsonNode Delete(RestCall call)
    {
        var activity = Found(call, Right.Edit);
        var binding = Read(call, "entityTypeId", "entityId");
        if (!activity.Bindings.Contains(binding))
            throw RestRefusalException.Code("BINDING_NOT_FOUND", "Binding not found");
        if (activity.Bindings.Count == 1)
            throw RestRefusalException.Code("LAST_BINDING_CANNOT_BE_DELETED", "The last binding cannot be deleted");
        activity.Bindings.Remove(binding);
        ActivityBindings.SettleOwner(activity);
        return true;
    }

    private static JsonNode Move(RestCall call)
    {
        var activity = Found(call, Right.Edit);
        var source = Read(call, "sourceEntityTypeId", "sourceEntityId");
        var target = Read(call, "targetEntityTypeId", "targetEntityId");
        if (source.TypeId != target.TypeId)
            throw RestRefusalException.Code("SOURCE_AND_TARGET_ENTITY_TYPES_ARE_NOT_EQUAL_ERROR", "Source and target entity types are not equal");
        if (source.EntityId == target.EntityId)
            throw RestRefusalException.Code("SOURCE_AND_TARGET_ENTITY_ID_ARE_EQUAL_ERROR", "Source and target entity ids are equal");
        CheckOwner(call, target);
        if (!activity.Bindings.Contains(source))
            throw RestRefusalException.Code("BINDING_NOT_FOUND", "Binding not found");
        if (activity.Bindings.Contains(target))
            throw RestRefusalException.Code("ACTIVITY_IS_ALREADY_BOUND", "Activity is already bound to this item");
        ActivityBindings.Replace(activity, source, target);
        call.State.ActivityIndex.Note(target, activity);
        return true;
    }
}
