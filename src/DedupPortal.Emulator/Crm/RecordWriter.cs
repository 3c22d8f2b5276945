using DedupPortal.Emulator.Events;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Crm;

/// <summary>Makes and changes cards; derived values follow, and a change that changes nothing leaves no trace.</summary>
internal static class RecordWriter
{
    public static CrmRecord Add(RestCall call, EntityType type, RecordDraft draft)
    {
        Check(draft);
        var table = call.State.Of(type);
        var record = new CrmRecord { Id = table.NextId() };
        var user = Php.Number(call.User.Id);
        record.Set("ASSIGNED_BY_ID", user);
        record.Set("CREATED_BY_ID", user);
        record.Set("MODIFY_BY_ID", user);
        record.Set("DATE_CREATE", call.Now);
        record.Set("DATE_MODIFY", call.Now);
        RecordDefaults.Fill(call.State, type, record, draft);
        table.Add(record);
        Apply(call, type, record, draft);
        if (type.Id is EntityType.LeadId or EntityType.DealId)
        {
            record.Values.TryAdd("MOVED_BY_ID", user);
            record.Values.TryAdd("MOVED_TIME", record.Get("DATE_CREATE")!);
        }
        if (record.Get("LAST_ACTIVITY_TIME") is null)
        {
            record.Set("LAST_ACTIVITY_TIME", record.Get("DATE_CREATE"));
            record.Set("LAST_ACTIVITY_BY", user);
        }
        if (type.Id == EntityType.LeadId && call.State.Profile.SimpleCrm)
            SimpleMode.Convert(call, record);
        else
            call.Tell(Change.Added(type, record.Id));
        return record;
    }

    public static bool Update(RestCall call, EntityType type, CrmRecord record, RecordDraft draft)
    {
        Check(draft);
        var category = record.Get("CATEGORY_ID");
        if (!Apply(call, type, record, draft))
            return false;
        Touch(call, record);
        var moved = type.Id == EntityType.DealId && record.Get("CATEGORY_ID") != category;
        call.Tell(!moved ? Change.Updated(type, record.Id) : new Change("ONCRMDEALMOVETOCATEGORY", record.Id)
        {
            Beside = new Dictionary<string, string>(StringComparer.Ordinal) { ["CATEGORY_ID"] = record.Get("CATEGORY_ID") ?? "0", ["STAGE_ID"] = record.Get("STAGE_ID") ?? "" },
        });
        return true;
    }

    public static void Touch(RestCall call, CrmRecord record)
    {
        record.Set("DATE_MODIFY", call.Now);
        record.Set("MODIFY_BY_ID", Php.Number(call.User.Id));
    }

    private static void Check(RecordDraft draft)
    {
        if (draft.Multifields.Exists(m => m.Type == "EMAIL" && m.Value is { Length: > 0 } value && !value.Contains('@', StringComparison.Ordinal)))
            throw RestRefusalException.Code("ERROR_CORE", "Invalid e-mail address");
    }

    private static bool Apply(RestCall call, EntityType type, CrmRecord record, RecordDraft draft)
    {
        var changed = false;
        foreach (var (name, value) in draft.Values)
        {
            if (IsPrimaryLink(type, name))
                changed |= LinkRules.SetPrimary(record, Known(call, LinkTarget(type), Php.Int(value) ?? 0));
            else
                changed |= Set(call, type, record, name, value);
        }
        foreach (var (name, values) in draft.Lists)
            changed |= SetList(call, type, record, name, values);
        changed |= MultifieldAlgebra.Apply(call.State, record, draft.Multifields);
        if (type.Id == EntityType.LeadId)
            changed |= Assign(record, "IS_RETURN_CUSTOMER", record.Links.Count > 0 || record.Number("COMPANY_ID") > 0 ? "Y" : "N");
        return changed;
    }

    private static bool Set(RestCall call, EntityType type, CrmRecord record, string name, string? value)
    {
        if (type.Id == EntityType.DealId && name == "CATEGORY_ID")
        {
            var category = Php.Int(value) ?? 0;
            if (record.Number("CATEGORY_ID") == category)
                return false;
            record.Set("CATEGORY_ID", Php.Number(category));
            Move(call, type, record, "STAGE_ID", Stages.FirstOf(call.State, category));
            return true;
        }
        if (name is "STATUS_ID" or "STAGE_ID")
            return value is not null && record.Get(name) != value && Move(call, type, record, name, value);
        if (name is "TITLE" && value is null)
            return false;
        return Assign(record, name, value);
    }

    private static bool Move(RestCall call, EntityType type, CrmRecord record, string name, string stage)
    {
        var lead = type.Id == EntityType.LeadId;
        var semantics = Stages.Semantics(call.State, lead ? "STATUS" : Stages.EntityOf(stage), stage);
        record.Set(name, stage);
        record.Set(lead ? "STATUS_SEMANTIC_ID" : "STAGE_SEMANTIC_ID", semantics);
        record.Set("MOVED_BY_ID", Php.Number(call.User.Id));
        record.Set("MOVED_TIME", call.Now);
        if (lead)
        {
            record.Set("DATE_CLOSED", semantics == "P" ? null : call.Now);
        }
        else
        {
            record.Set("CATEGORY_ID", Php.Number(Stages.CategoryOf(stage)));
            record.Set("CLOSED", semantics == "P" ? "N" : "Y");
            record.Set("IS_NEW", stage == Stages.FirstOf(call.State, Stages.CategoryOf(stage)) ? "Y" : "N");
        }
        return true;
    }

    private static bool SetList(RestCall call, EntityType type, CrmRecord record, string name, List<string> values)
    {
        var ids = values.Select(v => Php.Int(v) ?? 0).ToList();
        if (name == "CONTACT_IDS" && type.Id == EntityType.CompanyId)
        {
            var changed = false;
            foreach (var contact in LinkRules.ContactsOf(call.State, record.Id).Where(c => !ids.Contains(c.Id)).ToList())
                changed |= LinkRules.Remove(contact, record.Id);
            foreach (var contact in ids.Select(call.State.Contacts.Find).OfType<CrmRecord>())
                changed |= LinkRules.Add(contact, record.Id, sort: null, roleId: 0, primary: false);
            call.State.CompanyContacts.Forget();
            return changed;
        }
        if (name is "CONTACT_IDS" or "COMPANY_IDS")
        {
            var target = LinkTarget(type);
            var rows = ids.Where(id => Known(call, target, id) > 0).Select((id, i) => new LinkRow { Id = id, Primary = i == 0 }).ToList();
            return LinkRules.Set(record, rows);
        }
        if (record.List(name).SequenceEqual(values))
            return false;
        record.SetList(name, values);
        return true;
    }

    private static bool Assign(CrmRecord record, string name, string? value)
    {
        if ((record.Get(name) ?? "") == (value ?? ""))
            return false;
        record.Set(name, value);
        return true;
    }

    private static bool IsPrimaryLink(EntityType type, string name) => type.Id switch
    {
        EntityType.ContactId => name == "COMPANY_ID",
        EntityType.CompanyId => false,
        _ => name == "CONTACT_ID",
    };

    private static EntityType LinkTarget(EntityType type) => type.Id == EntityType.ContactId ? EntityType.Company : EntityType.Contact;

    private static int Known(RestCall call, EntityType target, int id) => call.State.Of(target).Find(id) is null ? 0 : id;
}
