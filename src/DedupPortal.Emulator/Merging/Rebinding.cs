using System.Text.Json.Nodes;
using DedupPortal.Emulator.Activities;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Merging;

/// <summary>Everything that hangs on a loser moves to the winner before the loser is deleted.</summary>
internal static class Rebinding
{
    public static void Move(PortalState state, EntityType type, CrmRecord winner, CrmRecord loser)
    {
        MoveMultifields(state, winner, loser);
        foreach (var link in loser.Links)
            LinkRules.Add(winner, link.Id, sort: null, link.RoleId, primary: false);
        MoveTimeline(state, new Binding(type.Id, loser.Id), new Binding(type.Id, winner.Id));
        MoveChildren(state, type, winner, loser);
        foreach (var requisite in state.Requisites.Rows.Where(r => r.TypeId == type.Id && r.EntityId == loser.Id))
            requisite.EntityId = winner.Id;
        foreach (var row in loser.Products)
        {
            var moved = (JsonObject)row.DeepClone();
            moved["id"] = ++state.LastProductRowId;
            moved["ownerId"] = winner.Id;
            winner.Products.Add(moved);
        }
        if (loser.Products.Count > 0)
            ProductRows.SettleAmount(winner);
        if (string.CompareOrdinal(winner.Get("LAST_ACTIVITY_TIME"), loser.Get("LAST_ACTIVITY_TIME")) < 0)
            winner.Set("LAST_ACTIVITY_TIME", loser.Get("LAST_ACTIVITY_TIME"));
    }

    // Entries keep their value and value type and get new ids.
    private static void MoveMultifields(PortalState state, CrmRecord winner, CrmRecord loser)
    {
        var present = winner.Multifields.Select(m => (m.Type, DuplicateSearch.Key(m.Type, m.Value))).ToHashSet();
        foreach (var entry in loser.Multifields)
        {
            if (present.Add((entry.Type, DuplicateSearch.Key(entry.Type, entry.Value))))
                MultifieldAlgebra.Append(state, winner, entry.Type, entry.ValueType, entry.Value);
        }
    }

    private static void MoveTimeline(PortalState state, Binding source, Binding target)
    {
        foreach (var activity in state.ActivityIndex.On(state, source))
        {
            ActivityBindings.Replace(activity, source, target);
            state.ActivityIndex.Note(target, activity);
        }
        foreach (var comment in state.Comments.Rows.Where(c => c.Bindings.Contains(source)))
        {
            comment.Bindings.Remove(source);
            if (!comment.Bindings.Contains(target))
                comment.Bindings.Add(target);
        }
    }

    private static void MoveChildren(PortalState state, EntityType type, CrmRecord winner, CrmRecord loser)
    {
        var field = type.Symbol + "_ID";
        var (oldId, newId) = (Php.Number(loser.Id), Php.Number(winner.Id));
        switch (type.Id)
        {
            case EntityType.ContactId:
                foreach (var child in state.Deals.Rows.Concat(state.Leads.Rows))
                    LinkRules.Replace(child, loser.Id, winner.Id);
                break;
            case EntityType.CompanyId:
                foreach (var contact in state.Contacts.Rows)
                    LinkRules.Replace(contact, loser.Id, winner.Id);
                foreach (var child in state.Deals.Rows.Concat(state.Leads.Rows).Where(r => r.Get(field) == oldId))
                    child.Set(field, newId);
                break;
            case EntityType.LeadId:
                foreach (var child in state.Contacts.Rows.Concat(state.Companies.Rows).Concat(state.Deals.Rows).Where(r => r.Get(field) == oldId))
                    child.Set(field, newId);
                break;
            default:
                break;
        }
    }
}
