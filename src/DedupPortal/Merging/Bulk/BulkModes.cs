using DedupPortal.Bitrix24;
using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>Chooses how each group of a bulk run is merged. Pure.</summary>
internal static class BulkModes
{
    /// <summary>
    /// The first mode that the selection allows: cards of one type by the portal's own merge (softly where nothing may be deleted), leads
    /// into the one contact, else a contact from the lead. Without any, what stands against the nearest one.
    /// </summary>
    public static Result<MergeMode> Choose(PortalReading reading, bool deletesNothing)
    {
        MergeMode[] wanted = deletesNothing
            ? [MergeMode.SoftMerge, MergeMode.LeadIntoContact]
            : [MergeMode.SameType, MergeMode.LeadIntoContact, MergeMode.ContactFromLead];
        var options = MergeAdmission.Modes(reading).ToDictionary(option => option.Mode);
        foreach (var mode in wanted)
            if (options[mode].IsPossible) return mode;
        var isOneType = reading.Snapshots.Select(snapshot => snapshot.Ref.Type).Distinct().Count() == 1;
        return options[isOneType ? wanted[0] : MergeMode.LeadIntoContact].Obstacles[0];
    }

    /// <summary>The plan with the proposed survivor and values, or what stands against it.</summary>
    public static Result<(MergeMode Mode, EntityRef Priority, MergePlan Plan)> Plan(PortalReading reading, bool deletesNothing)
    {
        if (MergeAdmission.CheckSelection([.. reading.Snapshots.Select(snapshot => snapshot.Ref)]) is { } wrong) return wrong;
        var mode = Choose(reading, deletesNothing);
        if (mode.Failure is { } obstacle) return obstacle;
        var priority = MergeAdmission.ProposePriority(mode.Value, reading);
        var plan = DraftPlan.Make(reading, mode.Value, priority, new Dictionary<string, FieldChoice>());
        return plan.Failure is { } failure ? failure : (mode.Value, priority, plan.Value);
    }
}
