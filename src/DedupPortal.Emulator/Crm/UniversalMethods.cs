using System.Text.Json.Nodes;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Crm;

/// <summary>crm.item.(fields|get|list|add|update|delete) for leads, deals, contacts and companies.</summary>
internal static class UniversalMethods
{
    public static void Register(MethodTable methods)
    {
        methods.Read("crm.item.fields", call => new JsonObject { ["fields"] = FieldsView.Universal(call.State, TypeOf(call), OriginalNames(call)) });
        methods.Read("crm.item.get", Get);
        methods.Read("crm.item.list", List);
        methods.Write("crm.item.add", Add);
        methods.Write("crm.item.update", Update);
        methods.Write("crm.item.delete", Delete);
    }

    public static EntityType TypeOf(RestCall call)
    {
        var id = call.Parameters.Required("entityTypeId");
        if (EntityType.Find(id) is { } type)
            return type;
        throw id is 5 or 6 or 8
            ? RestRefusalException.Code("ENTITY_TYPE_NOT_SUPPORTED", "Entity type is not supported")
            : RestRefusalException.Code("NOT_FOUND", "Smart process not found");
    }

    public static bool OriginalNames(RestCall call) => Php.Yes(call.Parameters["useOriginalUfNames"]);

    public static JsonObject Item(RestCall call, EntityType type, CrmRecord record) =>
        new() { ["item"] = WrittenNode.Of(w => new UniversalView(call.State, type, select: null, OriginalNames(call)).Write(w, record)) };

    public static JsonNode Fields(RestCall call)
    {
        if (call.Parameters["fields"] is not { } node)
            throw RestRefusalException.Missing("fields");
        return Php.IsMap(node) ? node : throw RestRefusalException.Code("100", "Invalid value {fields} to match with parameter {fields}. Should be value of type array.");
    }

    private static CrmRecord Found(RestCall call, EntityType type, Right right)
    {
        var record = call.State.Of(type).Find(call.Parameters.Required("id")) ?? throw RestRefusalException.Code("NOT_FOUND", "Element not found");
        return Access.May(call.User, type.Id, record, right) ? record : throw RestRefusalException.Code("ACCESS_DENIED", "Access denied");
    }

    private static JsonObject Get(RestCall call)
    {
        var type = TypeOf(call);
        return Item(call, type, Found(call, type, Right.Read));
    }

    private static JsonNode? List(RestCall call)
    {
        var type = TypeOf(call);
        var filter = UniversalFilter.Read(type, call.Parameters["filter"]);
        var order = UniversalFilter.Order(type, call.Parameters["order"]);
        var page = new RecordSearch(call, type).Page(filter.Required, (r, c) => UniversalFilter.Holds(call.State, type, r, c), filter.Rest(call.State, type), order);
        var select = Php.Values(call.Parameters["select"]).Select(Php.Text).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var view = new UniversalView(call.State, type, select.Count == 0 ? null : select, OriginalNames(call));
        return call.Answer("items", page, view.Write);
    }

    private static JsonObject Add(RestCall call)
    {
        var type = TypeOf(call);
        var draft = RecordDraft.Universal(type, Fields(call), import: false);
        if (Access.ReachOf(call.User, type.Id, Right.Add) == Reach.None)
            throw RestRefusalException.Code("ACCESS_DENIED", "Access denied");
        return Item(call, type, RecordWriter.Add(call, type, draft));
    }

    private static JsonObject Update(RestCall call)
    {
        var type = TypeOf(call);
        var record = Found(call, type, Right.Edit);
        RecordWriter.Update(call, type, record, RecordDraft.Universal(type, Fields(call), import: false));
        return Item(call, type, record);
    }

    private static JsonArray Delete(RestCall call)
    {
        var type = TypeOf(call);
        RecordRemoval.Remove(call, type, Found(call, type, Right.Delete).Id);
        return [];
    }
}
