using System.Text.Json.Nodes;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Events;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Merging;

/// <summary>crm.entity.mergeBatch: the first id that exists wins, the others are merged into it one after another and deleted.</summary>
internal static class MergeMethod
{
    public static void Register(MethodTable methods) => methods.Write("crm.entity.mergeBatch", Run);

    private static JsonObject Run(RestCall call)
    {
        var parameters = call.Parameters.Loose("params");
        if (Php.Int((parameters as JsonObject)?["entityTypeId"]) is not { } typeId)
            throw RestRefusalException.Zero("The parameter entityTypeId is required.");
        var type = EntityType.Find(typeId) ?? throw RestRefusalException.Zero("Owner was not found");
        // Ids that do not exist are dropped before the winner is chosen: a vanished first id makes the second one win.
        var sent = Php.Values((parameters as JsonObject)?["entityIds"])
            .Where(n => Php.Int(n) is { } id && call.State.Of(type).Find(id) is not null).DistinctBy(n => Php.Int(n)).ToList();
        if (sent.Count == 0)
            throw RestRefusalException.Zero("The parameter entityIds does not contains valid elements.");
        if (sent.Count < 2)
            throw RestRefusalException.Zero("The parameter entityIds must contains at least two elements.");
        if (Access.ReachOf(call.User, typeId, Right.Edit) == Reach.None || Access.ReachOf(call.User, typeId, Right.Delete) == Reach.None)
            throw new RestRefusalException(403, 0, "Access denied");

        var cards = sent.Select(n => call.State.Of(type).Find(Php.Int(n)!.Value)!).ToList();
        return new JsonObject
        {
            ["STATUS"] = Merge(call, type, cards[0], cards[1..]),
            // The losers as they were sent, whether they were deleted or not.
            ["ENTITY_IDS"] = Php.List(sent.Skip(1).Select(n => n?.DeepClone())),
        };
    }

    private static string Merge(RestCall call, EntityType type, CrmRecord winner, List<CrmRecord> losers)
    {
        if (call.Fault?.Kind == "conflict")
            return "CONFLICT";
        if (call.Fault?.Kind == "error" || !Allowed(call, type, winner, losers) || !Compatible(type, winner, losers))
            return "ERROR";
        if (MergedValues.Compute(type, winner, losers, call.Portal.Clock) is null)
            return "CONFLICT";
        var done = 0;
        foreach (var loser in losers)
        {
            if (call.Fault?.Kind == "partialMerge" && done == call.Fault.After)
                return "ERROR";
            if (done == 0)
                call.Tell(Change.Updated(type, winner.Id));
            var values = MergedValues.Compute(type, winner, [loser], call.Portal.Clock);
            if (values is null)
                return "ERROR";
            winner.Values = values.Values;
            winner.Lists = values.Lists;
            foreach (var source in values.LostSources)
                call.State.History.Add(new HistoryEntry(type.Id, winner.Id, call.Now, "SOURCE_ID: " + source));
            Rebinding.Move(call.State, type, winner, loser);
            RecordRemoval.Remove(call, type, loser.Id);
            RecordWriter.Touch(call, winner);
            done++;
        }
        return "SUCCESS";
    }

    private static bool Allowed(RestCall call, EntityType type, CrmRecord winner, List<CrmRecord> losers)
    {
        bool May(CrmRecord card, Right right) => Access.May(call.User, type.Id, card, right);
        return May(winner, Right.Read) && May(winner, Right.Edit) && losers.TrueForAll(l => May(l, Right.Read) && May(l, Right.Delete));
    }

    /// <summary>Deals merge inside one pipeline and one kind of recurrence; a converted lead with its client cannot be deleted.</summary>
    private static bool Compatible(EntityType type, CrmRecord winner, List<CrmRecord> losers) => type.Id switch
    {
        EntityType.DealId => losers.TrueForAll(l => l.Number("CATEGORY_ID") == winner.Number("CATEGORY_ID")
            && (l.Get("IS_RECURRING") ?? "N") == (winner.Get("IS_RECURRING") ?? "N")),
        EntityType.LeadId => losers.TrueForAll(l => l.Get("STATUS_ID") != "CONVERTED" || (l.Links.Count == 0 && l.Number("COMPANY_ID") == 0)),
        _ => true,
    };
}
