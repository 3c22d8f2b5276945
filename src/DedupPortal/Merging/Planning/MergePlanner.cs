using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>
/// Makes the plan of a merge from snapshots and choices. Pure: no clock, no portal, and the same request gives the same hash.
/// Whether the merge may be done at all is <see cref="MergeAdmission"/>'s question, asked before.
/// </summary>
public static class MergePlanner
{
    /// <summary>
    /// The plan. Throws <see cref="ArgumentException"/> when the selection does not fit the mode, or a choice names a record that is
    /// not selected.
    /// </summary>
    public static MergePlan Plan(PlanRequest request)
    {
        Check(request);
        var columns = MergeColumns.Of(request);
        var fields = FieldDecisions.Decide(request, columns);
        var multifields = MultifieldDecisions.Decide(request, columns);
        var plan = new MergePlan
        {
            Mode = request.Mode,
            Survivor = request.Priority,
            Losers = [.. columns.Where(column => column.Role is ColumnRole.Loser).Select(column => column.Ref)],
            ConvertedLeads = [.. columns.Where(column => column.Role is ColumnRole.Donor or ColumnRole.Created).Select(column => column.Ref)],
            Retired = [.. columns.Where(column => column.Role is ColumnRole.Retired).Select(column => column.Ref)],
            Fields = fields,
            Multifields = multifields,
            Losses = LossPlanner.Plan(request, columns, fields, multifields),
            Moves = MovePlanner.Plan(request, columns, multifields),
            Reversals = ReversalPlanner.Plan(request, columns),
            Steps = StepPlanner.Plan(request, columns, fields, multifields),
            SnapshotHashes = request.Snapshots.ToDictionary(snapshot => snapshot.Ref.ToString(), snapshot => snapshot.ContentHash(), StringComparer.Ordinal),
            MessengerCodes = [.. multifields.Where(outcome => outcome is { TypeId: Multifield.Messenger, Kept: true }
                && ImolCode.TryParse(outcome.Value, out _)).Select(outcome => outcome.Value).Distinct(StringComparer.Ordinal)],
        };
        return plan.Sealed();
    }

    private static void Check(PlanRequest request)
    {
        var records = request.Snapshots.Select(snapshot => snapshot.Ref).ToList();
        if (records.Distinct().Count() != records.Count) throw new ArgumentException("A record is selected twice.", nameof(request));
        if (!records.Contains(request.Priority)) throw new ArgumentException("The priority record is not selected.", nameof(request));
        var leads = records.Count(record => record.Type is EntityType.Lead);
        var contacts = records.Count(record => record.Type is EntityType.Contact);
        var fits = request.Mode switch
        {
            MergeMode.SameType or MergeMode.SoftMerge => records.Count > 1 && records.TrueForAll(record => record.Type == request.Type),
            MergeMode.LeadIntoContact => contacts == 1 && leads == records.Count - 1 && leads > 0,
            MergeMode.ContactFromLead => leads == 1 && contacts == records.Count - 1 && contacts > 0,
            _ => false,
        };
        if (!fits || (request.Mode is MergeMode.LeadIntoContact or MergeMode.ContactFromLead && request.Type is not EntityType.Contact))
            throw new ArgumentException("The selection does not fit the mode.", nameof(request));
        foreach (var from in request.Choices.Values.OfType<FieldChoice.FromRecord>())
            if (!records.Contains(from.Record)) throw new ArgumentException("A choice names a record that is not selected.", nameof(request));
    }
}

/// <summary>Counts the requests that a plan needs.</summary>
internal static class PlanCost
{
    // Before: the records with their fields, then the bindings of what hangs on them. After: the same two, and one for the mirror.
    private const int Readings = 5;

    public static int Of(MergePlan plan) => Readings + plan.Steps.Sum(step => step switch
    {
        // The highest number, or the whole set, is read first.
        MergeStep.CreateRecord or MergeStep.SetLinks or MergeStep.SetProductRows => 2,
        MergeStep.Bind bind => bind.Changes.Any(change => change.Remove is not null) ? 2 : 1,
        _ => 1,
    }) + plan.Steps.Where((step, index) => IsLookedAt(step) && !(index > 0 && CarriesALook(plan.Steps[index - 1]))).Count();

    /// <summary>The cards are read before it writes: by itself, or behind the write of the step before.</summary>
    private static bool IsLookedAt(MergeStep step) => step is MergeStep.UpdateRecord or MergeStep.MergeRecords;

    private static bool CarriesALook(MergeStep step) => step is MergeStep.UpdateRecord or MergeStep.AddNote or MergeStep.SetLinks;
}
