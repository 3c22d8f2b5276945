using System.Text.Json.Nodes;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Crm;

/// <summary>crm.lead|deal|contact|company.(fields|get|list|add|update|delete)</summary>
internal static class ClassicMethods
{
    public static void Register(MethodTable methods)
    {
        foreach (var type in EntityType.All)
        {
            methods.Read($"crm.{type.Path}.fields", call => FieldsView.Classic(call.State, type));
            methods.Read($"crm.{type.Path}.get", call => ClassicView.Whole(call.State, type, Readable(call, type)));
            methods.Read($"crm.{type.Path}.list", call => List(call, type));
            methods.Write($"crm.{type.Path}.add", call => Add(call, type));
            methods.Write($"crm.{type.Path}.update", call => Update(call, type));
            methods.Write($"crm.{type.Path}.delete", call => Delete(call, type));
            methods.Read($"crm.{type.Path}.userfield.list", call => FieldsView.UserFields(call, type));
        }
    }

    private static int Id(RestCall call) =>
        call.Parameters.Int("id") is > 0 and var id ? id : throw RestRefusalException.Plain("ID is not defined or invalid.");

    private static CrmRecord Readable(RestCall call, EntityType type)
    {
        var record = call.State.Of(type).Find(Id(call)) ?? throw RestRefusalException.Plain("Not found");
        return Access.May(call.User, type.Id, record, Right.Read) ? record : throw RestRefusalException.Plain("Access denied.");
    }

    private static JsonNode? List(RestCall call, EntityType type)
    {
        var parameters = call.Parameters;
        foreach (var name in new[] { "order", "filter" })
        {
            if (parameters.Loose(name) is { } node && !Php.IsMap(node) && Php.Text(node) is { Length: > 0 })
                throw RestRefusalException.Plain($"Parameter '{name}' must be array");
        }
        var fields = FieldCatalog.Of(type);
        // An unknown name in the filter of an old list is passed over.
        var conditions = Php.Pairs(parameters.Loose("filter")).Select(p => Condition.Read(p.Key, p.Value))
            .Where(c => fields.ByName(c.Name) is not null).ToList();
        var order = ListWindow.Order(parameters.Loose("order"))
            .Select(o => (Field: fields.ByName(o.Name), o.Descending)).Where(o => o.Field is not null)
            .Select(o => (o.Field!, o.Descending)).ToList();
        bool Holds(CrmRecord record, Condition condition)
        {
            var field = fields.ByName(condition.Name)!;
            return condition.Holds(field.Kind, FieldReader.Read(call.State, record, field));
        }
        var page = new RecordSearch(call, type).Page(conditions, Holds, rest: null, order);
        var select = ClassicView.Select(type, parameters.Loose("select"));
        return call.Answer(under: null, page, (writer, record) => ClassicView.Write(writer, call.State, record, select));
    }

    private static JsonNode Fields(RestCall call) =>
        call.Parameters.Loose("fields") is { } node && Php.IsMap(node) ? node : throw RestRefusalException.Plain("Parameter 'fields' must be array.");

    private static JsonNode Add(RestCall call, EntityType type)
    {
        var draft = RecordDraft.Classic(type, Fields(call), adding: true, import: Php.Yes(Php.IsMap(call.Parameters.Loose("params")) ? call.Parameters.Loose("params")!["IMPORT"] : null));
        if (Access.ReachOf(call.User, type.Id, Right.Add) == Reach.None)
            throw RestRefusalException.Plain("Access denied.");
        return RecordWriter.Add(call, type, draft).Id;
    }

    private static JsonNode Update(RestCall call, EntityType type)
    {
        var record = Readable(call, type);
        var draft = RecordDraft.Classic(type, Fields(call), adding: false, import: false);
        if (!Access.May(call.User, type.Id, record, Right.Edit))
            throw RestRefusalException.Plain("Access denied.");
        RecordWriter.Update(call, type, record, draft);
        return true;
    }

    private static JsonNode Delete(RestCall call, EntityType type)
    {
        var id = Id(call);
        var record = call.State.Of(type).Find(id) ?? throw (type.Id switch
        {
            EntityType.ContactId => RestRefusalException.Code("ERROR_CORE", "Element not found"),
            EntityType.CompanyId => RestRefusalException.Plain("Company is not found"),
            _ => RestRefusalException.Plain("Not found"),
        });
        if (!Access.May(call.User, type.Id, record, Right.Delete))
            throw RestRefusalException.Plain("Access denied.");
        RecordRemoval.Remove(call, type, id);
        return true;
    }
}
