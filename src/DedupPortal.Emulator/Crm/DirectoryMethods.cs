using System.Text.Json.Nodes;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Crm;

/// <summary>crm.status.list, crm.category.list, crm.enum.ownertype, crm.multifield.fields</summary>
internal static class DirectoryMethods
{
    public static void Register(MethodTable methods)
    {
        methods.Read("crm.status.list", Statuses);
        methods.Read("crm.category.list", Categories);
        methods.Read("crm.enum.ownertype", _ => Php.List(EntityType.All.Select(t => new JsonObject
        {
            ["ID"] = t.Id, ["NAME"] = t.Symbol, ["SYMBOL_CODE"] = t.Symbol, ["SYMBOL_CODE_SHORT"] = t.Short,
        })));
    }

    private static JsonArray Statuses(RestCall call)
    {
        var filter = Php.Pairs(call.Parameters.Loose("filter")).Select(p => Condition.Read(p.Key, p.Value)).ToList();
        var found = call.State.Statuses.Where(s => filter.TrueForAll(c => c.Name.ToUpperInvariant() switch
        {
            "ID" => c.Holds(FieldKind.Number, [Php.Number(s.Id)]),
            "ENTITY_ID" => c.Holds(FieldKind.Status, [s.EntityId]),
            "STATUS_ID" => c.Holds(FieldKind.Status, [s.StatusId]),
            "CATEGORY_ID" => c.Holds(FieldKind.Number, s.CategoryId is { } id ? [Php.Number(id)] : []),
            _ => true,
        })).ToList();
        call.Total = found.Count;
        return Php.List(found.Select(s => new JsonObject
        {
            ["ID"] = Php.Number(s.Id),
            ["ENTITY_ID"] = s.EntityId,
            ["STATUS_ID"] = s.StatusId,
            ["NAME"] = s.Name,
            ["NAME_INIT"] = s.System ? s.Name : "",
            ["SORT"] = Php.Number(s.Sort),
            ["SYSTEM"] = s.System ? "Y" : "N",
            ["CATEGORY_ID"] = s.CategoryId is { } category ? Php.Number(category) : null,
            ["COLOR"] = s.Color,
            ["SEMANTICS"] = s.Semantics,
            ["EXTRA"] = new JsonObject
            {
                ["SEMANTICS"] = s.Semantics switch { "S" => "success", "F" => "failure", _ => "process" },
                ["COLOR"] = s.Color,
            },
        }));
    }

    private static JsonObject Categories(RestCall call)
    {
        var typeId = call.Parameters.Required("entityTypeId");
        var categories = typeId == EntityType.DealId
            ? call.State.Categories
            : throw RestRefusalException.Code("ENTITY_TYPE_NOT_SUPPORTED", "Entity type is not supported");
        call.Total = categories.Count;
        return new JsonObject
        {
            ["categories"] = Php.List(categories.OrderBy(c => c.Sort).Select(c => new JsonObject
            {
                ["id"] = c.Id,
                ["name"] = c.Name,
                ["sort"] = c.Sort,
                ["entityTypeId"] = EntityType.DealId,
                ["isDefault"] = c.IsDefault ? "Y" : "N",
            })),
        };
    }
}
