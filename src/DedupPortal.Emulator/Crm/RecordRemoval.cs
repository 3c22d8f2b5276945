using DedupPortal.Emulator.Activities;
using DedupPortal.Emulator.Events;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Crm;

/// <summary>Deletes a card with everything that hangs on it alone.</summary>
internal static class RecordRemoval
{
    public static void Remove(RestCall call, EntityType type, int id)
    {
        var state = call.State;
        state.Of(type).Remove(id);
        call.Tell(Change.Deleted(type, id));
        Unlink(state, type, id);
        foreach (var activity in state.ActivityIndex.On(state, new Binding(type.Id, id)))
        {
            activity.Bindings.RemoveAll(b => b == new Binding(type.Id, id));
            if (activity.Bindings.Count > 0)
            {
                ActivityBindings.SettleOwner(activity);
                continue;
            }
            state.Activities.Remove(activity.Id);
            call.Tell(new Change("ONCRMACTIVITYDELETE", activity.Id));
        }
        foreach (var comment in state.Comments.Rows.Where(c => c.Bindings.Contains(new Binding(type.Id, id))).ToList())
        {
            comment.Bindings.RemoveAll(b => b == new Binding(type.Id, id));
            if (comment.Bindings.Count > 0)
                continue;
            state.Comments.Remove(comment.Id);
            if (!comment.LogMessage)
                call.Tell(new Change("ONCRMTIMELINECOMMENTDELETE", comment.Id));
        }
        foreach (var requisite in state.Requisites.Rows.Where(r => r.TypeId == type.Id && r.EntityId == id).ToList())
        {
            state.Requisites.Remove(requisite.Id);
            call.Tell(new Change("ONCRMREQUISITEDELETE", requisite.Id));
        }
    }

    private static void Unlink(PortalState state, EntityType type, int id)
    {
        if (type.Id == EntityType.ContactId)
        {
            foreach (var record in state.Deals.Rows.Concat(state.Leads.Rows).Where(r => r.Links.Exists(l => l.Id == id)))
                LinkRules.Remove(record, id);
        }
        else if (type.Id == EntityType.CompanyId)
        {
            foreach (var record in state.Contacts.Rows.Where(r => r.Links.Exists(l => l.Id == id)))
                LinkRules.Remove(record, id);
            foreach (var record in state.Deals.Rows.Concat(state.Leads.Rows).Where(r => r.Number("COMPANY_ID") == id))
                record.Set("COMPANY_ID", value: null);
        }
        else if (type.Id == EntityType.LeadId)
        {
            var text = Php.Number(id);
            foreach (var record in state.Contacts.Rows.Concat(state.Companies.Rows).Concat(state.Deals.Rows).Where(r => r.Get("LEAD_ID") == text))
                record.Set("LEAD_ID", value: null);
        }
    }
}
