using System.Text.Json.Nodes;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Crm;

/// <summary>Answers of the *.fields methods.</summary>
internal static class FieldsView
{
    public static JsonObject Classic(PortalState state, EntityType type)
    {
        var json = new JsonObject();
        foreach (var field in FieldCatalog.Of(type).All.Where(f => !f.ItemOnly || f.Kind == FieldKind.Link))
            json[field.Name] = Describe(state, field);
        return json;
    }

    public static JsonObject Universal(PortalState state, EntityType type, bool originalNames)
    {
        var json = new JsonObject();
        foreach (var field in FieldCatalog.Of(type).All.Where(f => f.Kind != FieldKind.Multifield))
        {
            var row = Describe(state, field);
            row["isReadOnly"] = field.ReadOnly && !field.ItemWritable;
            row["isImmutable"] = false;
            row["upperName"] = field.Name;
            json[originalNames && field.Dynamic ? field.Name : field.Camel] = row;
        }
        if (type.HasMultifields)
        {
            json["fm"] = new JsonObject
            {
                ["type"] = "crm_multifield", ["isRequired"] = false, ["isReadOnly"] = false, ["isImmutable"] = false,
                ["isMultiple"] = true, ["isDynamic"] = false, ["title"] = "Множественные поля", ["upperName"] = "FM",
            };
        }
        return json;
    }

    public static JsonArray UserFields(RestCall call, EntityType type)
    {
        var fields = FieldCatalog.Of(type).All.Where(f => f.Dynamic).ToList();
        call.Total = fields.Count;
        return Php.List(fields.Select((f, i) => new JsonObject
        {
            ["ID"] = Php.Number((type.Id * 100) + i + 1),
            ["ENTITY_ID"] = $"CRM_{type.Symbol}",
            ["FIELD_NAME"] = f.Name,
            ["USER_TYPE_ID"] = f.TypeName,
            ["MULTIPLE"] = f.Multiple ? "Y" : "N",
            ["MANDATORY"] = "N",
            ["LIST"] = Php.List(f.Options.Select(o => new JsonObject { ["ID"] = o.Id, ["VALUE"] = o.Value })),
        }));
    }

    private static JsonObject Describe(PortalState state, FieldSpec field)
    {
        var row = new JsonObject
        {
            ["type"] = field.TypeName,
            ["isRequired"] = field.Required,
            ["isReadOnly"] = field.ReadOnly,
            ["isImmutable"] = field.Immutable,
            ["isMultiple"] = field.Multiple,
            ["isDynamic"] = field.Dynamic,
        };
        if (field.StatusType is not null)
            row["statusType"] = field.StatusType;
        if (field.Options.Count > 0)
            row["items"] = Php.List(field.Options.Select(o => new JsonObject { ["ID"] = o.Id, ["VALUE"] = o.Value }));
        row["title"] = field.Dynamic ? field.Name : field.Title;
        if (field.Dynamic)
        {
            row["listLabel"] = field.Title;
            row["formLabel"] = field.Title;
            row["filterLabel"] = field.Title;
        }
        return row;
    }
}
