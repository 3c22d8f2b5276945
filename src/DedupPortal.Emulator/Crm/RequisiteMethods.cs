using System.Text.Json.Nodes;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Events;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Crm;

/// <summary>crm.requisite.(list|get|add|update|delete) for contacts and companies.</summary>
internal static class RequisiteMethods
{
    public static void Register(MethodTable methods)
    {
        methods.Read("crm.requisite.list", List);
        methods.Read("crm.requisite.get", call => View(Found(call, Right.Read)));
        methods.Write("crm.requisite.add", Add);
        methods.Write("crm.requisite.update", Update);
        methods.Write("crm.requisite.delete", Delete);
    }

    private static JsonArray List(RestCall call)
    {
        var conditions = Php.Pairs(call.Parameters.Loose("filter")).Select(p => Condition.Read(p.Key, p.Value)).ToList();
        var found = call.State.Requisites.Rows.Where(r => Visible(call, r, Right.Read) && conditions.TrueForAll(c => Holds(r, c))).ToList();
        return Php.List(ListWindow.Cut(call, found).Select(View));
    }

    private static bool Holds(Requisite requisite, Condition condition) => condition.Name switch
    {
        "ID" => condition.Holds(FieldKind.Number, [Php.Number(requisite.Id)]),
        "ENTITY_TYPE_ID" => condition.Holds(FieldKind.Number, [Php.Number(requisite.TypeId)]),
        "ENTITY_ID" => condition.Holds(FieldKind.Number, [Php.Number(requisite.EntityId)]),
        _ => condition.Holds(FieldKind.Text, requisite.Values.TryGetValue(condition.Name, out var value) ? [value] : []),
    };

    private static JsonNode Add(RestCall call)
    {
        var fields = call.Parameters.Loose("fields") as JsonObject ?? throw RestRefusalException.Zero("Parameter 'fields' must be array.");
        var requisite = new Requisite { TypeId = Php.Int(fields["ENTITY_TYPE_ID"]) ?? 0, EntityId = Php.Int(fields["ENTITY_ID"]) ?? 0 };
        if (requisite.TypeId is not (EntityType.ContactId or EntityType.CompanyId) || call.State.Find(requisite.TypeId, requisite.EntityId) is null)
            throw RestRefusalException.Zero("Owner is not found.");
        if (!Visible(call, requisite, Right.Edit))
            throw RestRefusalException.Zero("Access denied.");
        if (Php.Text(fields["NAME"]) is not { Length: > 0 })
            throw RestRefusalException.Zero("The required field \"NAME\" is not set.");
        requisite.Id = call.State.Requisites.NextId();
        Take(requisite, fields);
        requisite.Values.TryAdd("PRESET_ID", "1");
        requisite.Values["DATE_CREATE"] = call.Now;
        call.State.Requisites.Add(requisite);
        call.Tell(new Change("ONCRMREQUISITEADD", requisite.Id));
        return requisite.Id;
    }

    private static JsonNode Update(RestCall call)
    {
        var requisite = Found(call, Right.Edit);
        Take(requisite, call.Parameters.Loose("fields") as JsonObject ?? throw RestRefusalException.Zero("Parameter 'fields' must be array."));
        requisite.Values["DATE_MODIFY"] = call.Now;
        call.Tell(new Change("ONCRMREQUISITEUPDATE", requisite.Id));
        return true;
    }

    private static JsonNode Delete(RestCall call)
    {
        var id = Found(call, Right.Edit).Id;
        call.State.Requisites.Remove(id);
        call.Tell(new Change("ONCRMREQUISITEDELETE", id));
        return true;
    }

    private static void Take(Requisite requisite, JsonObject fields)
    {
        foreach (var (name, value) in fields)
        {
            if (name is not ("ID" or "ENTITY_TYPE_ID" or "ENTITY_ID" or "DATE_CREATE" or "DATE_MODIFY") && Php.Text(value) is { } text)
                requisite.Values[name] = text;
        }
    }

    private static Requisite Found(RestCall call, Right right)
    {
        var requisite = call.State.Requisites.Find(call.Parameters.Int("id") ?? 0) ?? throw RestRefusalException.Zero("The Requisite with ID '" + call.Parameters.Text("id") + "' is not found");
        return Visible(call, requisite, right) ? requisite : throw RestRefusalException.Zero("Access denied.");
    }

    private static bool Visible(RestCall call, Requisite requisite, Right right) =>
        call.State.Find(requisite.TypeId, requisite.EntityId) is { } owner && Access.May(call.User, requisite.TypeId, owner, right);

    private static JsonObject View(Requisite requisite)
    {
        var json = new JsonObject
        {
            ["ID"] = Php.Number(requisite.Id), ["ENTITY_TYPE_ID"] = Php.Number(requisite.TypeId), ["ENTITY_ID"] = Php.Number(requisite.EntityId),
        };
        foreach (var (name, value) in requisite.Values)
            json[name] = value;
        return json;
    }
}
