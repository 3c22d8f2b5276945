using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Puts the writes in order: everything that can be taken back before the one that cannot.</summary>
internal static class StepPlanner
{
    /// <summary>Slot of the contact that is created from the lead.</summary>
    public static readonly EntityRef CreatedContact = new(EntityType.Contact, -1);

    /// <summary>The lead stage that means "converted"; a system stage, the same on every portal.</summary>
    public const string ConvertedStage = "CONVERTED";

    // A batch holds 50 calls, and a change may need two.
    private const int ChangesPerStep = 25;

    public static IReadOnlyList<MergeStep> Plan(
        PlanRequest request, IReadOnlyList<MergeColumn> columns, IReadOnlyList<FieldOutcome> fields, IReadOnlyList<MultifieldOutcome> multifields)
    {
        if (request.Mode is MergeMode.SoftMerge) return RetirementPlanner.Plan(request, columns, fields, multifields);
        var survivor = request.Priority;
        var steps = new List<MergeStep>();
        var leads = columns.Where(column => column.Role is ColumnRole.Donor or ColumnRole.Created).Select(column => request.Snapshot(column.Ref)).ToList();
        var holder = request.Mode is MergeMode.ContactFromLead ? CreatedContact : survivor;

        if (request.Mode is MergeMode.ContactFromLead) steps.Add(Create(request, columns, fields, multifields));
        if (request.Mode is not MergeMode.LeadIntoContact) steps.AddRange(Timelines(leads, holder));
        foreach (var loser in columns.Where(column => column.Role is ColumnRole.Loser))
            if (Update(loser, LoserFields(request, loser, columns[0], fields), [], MultifieldDecisions.Unticked(loser, multifields)) is { } update)
                steps.Add(update);

        var added = request.Mode is MergeMode.LeadIntoContact ? MultifieldDecisions.ToAdd([.. columns.Skip(1)], multifields) : [];
        if (Update(columns[0], SurvivorFields(request, columns[0], fields, leads), added, MultifieldDecisions.Unticked(columns[0], multifields)) is { } own)
            steps.Add(own);
        if (request.Mode is MergeMode.LeadIntoContact) steps.AddRange(Timelines(leads, holder));

        var losers = columns.Where(column => column.Role is ColumnRole.Loser).Select(column => column.Ref).ToList();
        if (request.Mode is MergeMode.ContactFromLead) losers.Add(CreatedContact);
        steps.AddRange(Note(request, columns));
        if (losers.Count > 0) steps.Add(new MergeStep.MergeRecords(survivor, losers));
        foreach (var lead in leads) steps.AddRange(Conversion(lead, survivor));
        return steps;
    }

    private static JsonObject LoserFields(PlanRequest request, MergeColumn loser, MergeColumn survivor, IReadOnlyList<FieldOutcome> fields)
    {
        var written = new JsonObject();
        // The amount will follow the product rows of one card; another typed amount would still be a conflict.
        var isTyped = request.Snapshots.Any(FieldRules.AmountFollowsRows) && !FieldRules.AmountFollowsRows(request.Snapshot(loser.Ref));
        if (isTyped && !FieldValue.IsEmpty(loser["opportunity"]) && !FieldValue.Same(loser["opportunity"], survivor["opportunity"])) written["opportunity"] = 0;
        foreach (var outcome in fields)
        {
            var value = loser[outcome.Field];
            if (FieldValue.IsEmpty(value)) continue;
            switch (outcome.Rule)
            {
                case FieldRule.Append:
                    // The result is written to the survivor whole; a text left here would be appended to it once more.
                    written[outcome.Field] = "";
                    break;
                case FieldRule.Union:
                    var kept = FieldValue.Elements(outcome.Result).Select(FieldValue.Text).ToHashSet(StringComparer.Ordinal);
                    var mine = FieldValue.Elements(value);
                    if (mine.Any(element => !kept.Contains(FieldValue.Text(element))))
                        written[outcome.Field] = new JsonArray([.. mine.Where(element => kept.Contains(FieldValue.Text(element))).Select(element => element.DeepClone())]);
                    break;
                case FieldRule.Harmonise or FieldRule.Amount when !FieldValue.Same(value, outcome.Result):
                    written[outcome.Field] = Written(outcome);
                    break;
                default:
                    break;
            }
        }

        return written;
    }

    /// <summary>What the survivor's timeline says about the merge, where the portal's policy wants it.</summary>
    internal static IEnumerable<MergeStep> Note(PlanRequest request, IReadOnlyList<MergeColumn> columns)
    {
        if (request.Policy.WritesNote)
            yield return new MergeStep.AddNote(request.Priority, NoteText.OnSurvivor(request, [.. columns.Skip(1).Select(column => request.Snapshot(column.Ref))]), NoteText.Run);
    }

    internal static JsonObject SurvivorFields(PlanRequest request, MergeColumn survivor, IReadOnlyList<FieldOutcome> fields, List<EntitySnapshot> leads)
    {
        var written = new JsonObject();
        foreach (var outcome in fields)
        {
            if (FieldValue.Same(survivor[outcome.Field], outcome.Result)) continue;
            // The portal unites the sets itself; only what a person takes away, or adds where nothing is merged, is written.
            var isUnited = outcome.Rule is FieldRule.Union && request.Mode is MergeMode.SameType && IsSubset(survivor[outcome.Field], outcome.Result) && !IsTyped(outcome);
            if (!isUnited) written[outcome.Field] = Written(outcome);
        }

        // Where the contact came from: shown on its card, and writable only while nobody has written it.
        if (leads.Count == 1 && FieldValue.IsEmpty(survivor["leadId"]) && request.Catalogs[EntityType.Contact].Find("leadId") is { IsReadOnly: false })
            written["leadId"] = leads[0].Ref.Id;
        return written;
    }

    private static bool IsTyped(FieldOutcome outcome) => outcome.IsChosenByHand && outcome.Sources.Count == 0;

    private static bool IsSubset(JsonNode? part, JsonNode? whole)
    {
        var all = FieldValue.Elements(whole).Select(FieldValue.Text).ToHashSet(StringComparer.Ordinal);
        return FieldValue.Elements(part).All(element => all.Contains(FieldValue.Text(element)));
    }

    private static JsonNode Written(FieldOutcome outcome) =>
        !FieldValue.IsEmpty(outcome.Result) ? outcome.Result!.DeepClone() : outcome.Rule is FieldRule.Union ? new JsonArray() : JsonValue.Create("");

    internal static MergeStep.UpdateRecord? Update(MergeColumn column, JsonObject fields, IReadOnlyList<MultifieldEntry> added, IReadOnlyList<MultifieldEntry> removed)
    {
        if (fields.Count == 0 && added.Count == 0 && removed.Count == 0) return null;
        var before = new JsonObject();
        foreach (var (name, _) in fields) before[name] = column[name]?.DeepClone();
        return new MergeStep.UpdateRecord(column.Ref, fields, before, added, removed) { Former = removed.Count > 0 ? column.Entries : [] };
    }

    private static MergeStep.CreateRecord Create(
        PlanRequest request, IReadOnlyList<MergeColumn> columns, IReadOnlyList<FieldOutcome> fields, IReadOnlyList<MultifieldOutcome> multifields)
    {
        var lead = columns.Single(column => column.Role is ColumnRole.Created);
        var card = new JsonObject();
        foreach (var outcome in fields.Where(outcome => outcome.Rule is FieldRule.Harmonise && !FieldValue.IsEmpty(outcome.Result)))
            card[outcome.Field] = outcome.Result!.DeepClone();
        // A contact needs a name of some kind; the portal would otherwise put a placeholder that then conflicts.
        if (card["name"] is null && card["lastName"] is null && !FieldValue.IsEmpty(lead["name"])) card["name"] = lead["name"]!.DeepClone();
        if (!FieldValue.IsEmpty(lead["sourceId"])) card["sourceId"] = lead["sourceId"]!.DeepClone();
        if (request.Catalogs[EntityType.Contact].Find("leadId") is { IsReadOnly: false }) card["leadId"] = lead.Ref.Id;
        var kept = lead.Entries.Except(MultifieldDecisions.Unticked(lead, multifields)).Select(entry => entry with { Id = 0 });
        return new MergeStep.CreateRecord(CreatedContact, card, Instead: null, [.. kept]);
    }

    internal static IEnumerable<MergeStep> Timelines(IEnumerable<EntitySnapshot> leads, EntityRef holder)
    {
        foreach (var lead in leads)
        {
            foreach (var chunk in Missing(lead.Activities, holder).Chunk(ChangesPerStep)) yield return new MergeStep.Bind(BoundKind.Activity, chunk);
            foreach (var chunk in Missing(lead.Comments, holder).Chunk(ChangesPerStep)) yield return new MergeStep.Bind(BoundKind.Comment, chunk);
        }
    }

    private static IEnumerable<BindingChange> Missing(IEnumerable<BoundEntry> entries, EntityRef holder) =>
        entries.Where(entry => !entry.Bindings.Contains(holder)).Select(entry => new BindingChange(entry.Id, holder, Remove: null));

    private static IEnumerable<MergeStep> Conversion(EntitySnapshot lead, EntityRef contact)
    {
        if (!lead.Links.Any(row => row.To == contact))
        {
            var others = lead.Links.Select(row => row with { IsPrimary = false });
            var sort = lead.Links.Select(row => row.Sort).DefaultIfEmpty(0).Max() + 10;
            yield return new MergeStep.SetLinks(lead.Ref, EntityType.Contact, [.. others, new LinkRow(contact, sort, 0, IsPrimary: true)], lead.Links);
        }

        if (FieldValue.Text(lead.Item["stageId"]) != ConvertedStage)
            yield return new MergeStep.UpdateRecord(
                lead.Ref, new JsonObject { ["stageId"] = ConvertedStage }, new JsonObject { ["stageId"] = lead.Item["stageId"]?.DeepClone() }, [], []);
    }
}
