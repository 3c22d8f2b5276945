using System.Text.Json.Nodes;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Events;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Crm;

/// <summary>crm.(contact.company|company.contact|deal.contact|lead.contact).(add|delete|fields|items.get|items.set|items.delete)</summary>
internal static class LinkMethods
{
    public static void Register(MethodTable methods)
    {
        Pair(methods, EntityType.Contact, EntityType.Company);
        Pair(methods, EntityType.Company, EntityType.Contact);
        Pair(methods, EntityType.Deal, EntityType.Contact);
        Pair(methods, EntityType.Lead, EntityType.Contact);
    }

    private static void Pair(MethodTable methods, EntityType owner, EntityType target)
    {
        var prefix = $"crm.{owner.Path}.{target.Path}";
        var key = target.Symbol + "_ID";
        methods.Read(prefix + ".fields", _ => Fields(key));
        methods.Write(prefix + ".add", call => Told(call, owner, Add(call, owner, target, key)));
        methods.Write(prefix + ".delete", call => Told(call, owner, Delete(call, owner, target, key)));
        methods.Read(prefix + ".items.get", call => Php.List(Rows(call, owner, Owner(call, owner, Right.Read)).Select(r => Row(key, r))));
        methods.Write(prefix + ".items.set", call => Told(call, owner, Set(call, owner, target, key)));
        methods.Write(prefix + ".items.delete", call => Told(call, owner, Clear(call, owner)));
    }

    /// <summary>A link that changed is an update of the card that was asked to change.</summary>
    private static JsonNode Told(RestCall call, EntityType owner, JsonNode changed)
    {
        if (Php.Yes(changed))
            call.Tell(Change.Updated(owner, call.Parameters.Int("id")!.Value));
        return changed;
    }

    private static CrmRecord Owner(RestCall call, EntityType type, Right right)
    {
        var id = call.Parameters.Int("id") is > 0 and var given ? given
            : throw RestRefusalException.Plain("The parameter 'ownerEntityID' is invalid or not defined.");
        var record = call.State.Of(type).Find(id) ?? throw RestRefusalException.Plain("Not found");
        return Access.May(call.User, type.Id, record, right) ? record : throw RestRefusalException.Code("ACCESS_DENIED", "Access denied!");
    }

    private static int Target(RestCall call, EntityType target, string key)
    {
        var fields = call.Parameters.Loose("fields");
        if (!Php.IsMap(fields))
            throw RestRefusalException.Plain("The parameter 'fields' must be array");
        if (fields is not JsonObject map || Php.Int(map[key]) is not > 0 and var _)
            throw RestRefusalException.Plain("The parameter 'fields' is not valid");
        var id = Php.Int(map[key])!.Value;
        return call.State.Of(target).Find(id) is null ? throw RestRefusalException.Plain("Not found") : id;
    }

    // The company sees the same table from the other side: each row belongs to a contact.
    private static List<LinkRow> Rows(RestCall call, EntityType owner, CrmRecord record) => owner.Id != EntityType.CompanyId
        ? record.Links
        : [.. call.State.CompanyContacts.Of(call.State, record.Id).Select((c, i) => new LinkRow
            { Id = c.Id, Sort = (i + 1) * 10, RoleId = 0, Primary = c.Links.Exists(l => l.Id == record.Id && l.Primary) })];

    private static JsonObject Row(string key, LinkRow row) => new()
    {
        [key] = row.Id, ["SORT"] = row.Sort, ["ROLE_ID"] = row.RoleId, ["IS_PRIMARY"] = row.Primary ? "Y" : "N",
    };

    private static JsonNode Add(RestCall call, EntityType owner, EntityType target, string key)
    {
        var record = Owner(call, owner, Right.Edit);
        var id = Target(call, target, key);
        var fields = (JsonObject)call.Parameters.Loose("fields")!;
        var (holder, linked) = Sides(call, owner, record, id);
        return LinkRules.Add(holder, linked, Php.Int(fields["SORT"]), Php.Int(fields["ROLE_ID"]) ?? 0, Php.Yes(fields["IS_PRIMARY"]));
    }

    private static JsonNode Delete(RestCall call, EntityType owner, EntityType target, string key)
    {
        var record = Owner(call, owner, Right.Edit);
        var (holder, linked) = Sides(call, owner, record, Target(call, target, key));
        return LinkRules.Remove(holder, linked);
    }

    private static JsonNode Set(RestCall call, EntityType owner, EntityType target, string key)
    {
        var record = Owner(call, owner, Right.Edit);
        if (call.Parameters.Loose("items") is not { } items || !Php.IsMap(items))
            throw RestRefusalException.Plain("The parameter items must be array");
        var rows = Php.Values(items).OfType<JsonObject>().Select(i => new LinkRow
        {
            Id = Php.Int(i[key]) ?? 0, Sort = Php.Int(i["SORT"]) ?? 0, RoleId = Php.Int(i["ROLE_ID"]) ?? 0, Primary = Php.Yes(i["IS_PRIMARY"]),
        }).Where(r => call.State.Of(target).Find(r.Id) is not null).ToList();
        if (owner.Id != EntityType.CompanyId)
        {
            LinkRules.Set(record, rows);
            return true;
        }
        foreach (var contact in LinkRules.ContactsOf(call.State, record.Id).Where(c => !rows.Exists(r => r.Id == c.Id)).ToList())
            LinkRules.Remove(contact, record.Id);
        foreach (var row in rows)
            LinkRules.Add(call.State.Contacts.Find(row.Id)!, record.Id, row.Sort, row.RoleId, row.Primary);
        return true;
    }

    private static JsonNode Clear(RestCall call, EntityType owner)
    {
        var record = Owner(call, owner, Right.Edit);
        if (owner.Id != EntityType.CompanyId)
        {
            LinkRules.Set(record, []);
            return true;
        }
        foreach (var contact in LinkRules.ContactsOf(call.State, record.Id).ToList())
            LinkRules.Remove(contact, record.Id);
        return true;
    }

    private static (CrmRecord Holder, int Linked) Sides(RestCall call, EntityType owner, CrmRecord record, int id) =>
        owner.Id == EntityType.CompanyId ? (call.State.Contacts.Find(id)!, record.Id) : (record, id);

    private static JsonObject Fields(string key)
    {
        static JsonObject Field(string type, bool required) => new()
        {
            ["type"] = type, ["isRequired"] = required, ["isReadOnly"] = false, ["isImmutable"] = false, ["isMultiple"] = false, ["isDynamic"] = false,
        };
        return new JsonObject
        {
            [key] = Field("integer", required: true), ["SORT"] = Field("integer", required: false),
            ["ROLE_ID"] = Field("integer", required: false), ["IS_PRIMARY"] = Field("char", required: false),
        };
    }
}
