using DedupPortal.Emulator.Events;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Crm;

/// <summary>A CRM without leads: a new lead is turned into a deal with its client at once and cannot be read afterwards.</summary>
internal static class SimpleMode
{
    private static readonly string[] s_people = ["NAME", "SECOND_NAME", "LAST_NAME", "HONORIFIC", "BIRTHDATE", "POST"];
    private static readonly string[] s_shared =
        ["TITLE", "OPPORTUNITY", "CURRENCY_ID", "SOURCE_ID", "SOURCE_DESCRIPTION", "ASSIGNED_BY_ID", "CREATED_BY_ID", "MODIFY_BY_ID", "DATE_CREATE", "DATE_MODIFY", "COMMENTS", "COMPANY_ID"];

    public static void Convert(RestCall call, CrmRecord lead)
    {
        call.State.Leads.Remove(lead.Id);
        var deal = Make(call, EntityType.Deal, lead, s_shared);
        deal.Links.AddRange(lead.Links);
        if (lead.Links.Count == 0 && (lead.Multifields.Count > 0 || s_people.Any(f => lead.Get(f) is not null)))
        {
            var contact = Make(call, EntityType.Contact, lead, [.. s_people, "SOURCE_ID", "SOURCE_DESCRIPTION", "ASSIGNED_BY_ID", "CREATED_BY_ID", "MODIFY_BY_ID", "DATE_CREATE", "DATE_MODIFY"]);
            contact.Multifields.AddRange(lead.Multifields);
            LinkRules.Add(deal, contact.Id, sort: null, roleId: 0, primary: true);
        }
    }

    private static CrmRecord Make(RestCall call, EntityType type, CrmRecord lead, string[] fields)
    {
        var table = call.State.Of(type);
        var record = new CrmRecord { Id = table.NextId() };
        foreach (var field in fields)
            record.Set(field, lead.Get(field));
        RecordDefaults.Fill(call.State, type, record, draft: null);
        table.Add(record);
        call.Tell(Change.Added(type, record.Id));
        return record;
    }
}
