using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>
/// Plans a merge that deletes nothing: what the survivor gets, and how the others are moved aside. Each write has an inverse, so the
/// whole can be taken back exactly.
/// </summary>
internal static class RetirementPlanner
{
    /// <summary>
    /// Key of the choice of a closing stage: an option of the stage field, several where the records stand in several pipelines, or cleared to
    /// leave every stage as it is.
    /// </summary>
    public const string StageKey = "stageId";

    // System stages: every portal and every pipeline has them under these names.
    private const string JunkLead = "JUNK";
    private const string LostDeal = "LOSE";

    public static IReadOnlyList<MergeStep> Plan(
        PlanRequest request, IReadOnlyList<MergeColumn> columns, IReadOnlyList<FieldOutcome> fields, IReadOnlyList<MultifieldOutcome> multifields)
    {
        var survivor = columns[0];
        var retired = columns.Skip(1).Select(column => request.Snapshot(column.Ref)).ToList();
        var steps = new List<MergeStep>();
        var added = MultifieldDecisions.ToAdd([.. columns.Skip(1)], multifields);
        var written = StepPlanner.SurvivorFields(request, survivor, fields, []);
        // Nothing to write, but what to go back to: the portal counts the amount anew when the rows come, and again when they go.
        if (GetsFirstRows(request.Snapshot(survivor.Ref), retired) && !FieldValue.IsEmpty(survivor["opportunity"])) written["opportunity"] = survivor["opportunity"]!.DeepClone();
        if (StepPlanner.Update(survivor, written, added, MultifieldDecisions.Unticked(survivor, multifields)) is { } own)
            steps.Add(own);
        steps.AddRange(Links(request.Snapshot(survivor.Ref), retired));
        steps.AddRange(ProductRows(request.Snapshot(survivor.Ref), retired));
        steps.AddRange(Children(survivor.Ref, retired));
        steps.AddRange(StepPlanner.Timelines(retired, survivor.Ref));
        steps.AddRange(StepPlanner.Note(request, columns));
        foreach (var snapshot in retired)
        {
            steps.Add(new MergeStep.AddNote(snapshot.Ref, NoteText.OnRetired(request), NoteText.Run));
            if (Aside(request, snapshot) is { } aside) steps.Add(aside);
        }

        return steps;
    }

    /// <summary>The stage that the record goes to; null when it has none, keeps its own, or stands there already.</summary>
    public static string? Stage(PlanRequest request, EntitySnapshot snapshot)
    {
        if (snapshot.Ref.Type is not (EntityType.Lead or EntityType.Deal)) return null;
        var choice = request.Choices.GetValueOrDefault(StageKey);
        if (choice is FieldChoice.Cleared) return null;
        // A stage of another pipeline does not exist for this card: it goes to its own pipeline's lost stage.
        var stage = Chosen(choice).FirstOrDefault(stage => Pipeline(stage) == Pipeline(snapshot)) ?? Default(snapshot.Ref.Type, Pipeline(snapshot));
        return FieldValue.Text(snapshot.Item[StageKey]) == stage ? null : stage;
    }

    /// <summary>The stages that a choice names.</summary>
    public static IReadOnlyList<string> Chosen(FieldChoice? choice) => choice switch
    {
        FieldChoice.Custom custom => [FieldValue.Text(custom.Value)],
        FieldChoice.Union union => union.Keys,
        _ => [],
    };

    /// <summary>Where a record goes when nobody chose a stage.</summary>
    public static string Default(EntityType type, string pipeline) => type is EntityType.Lead ? JunkLead : pipeline + LostDeal;

    /// <summary>What the ids of the record's stages begin with: "C3:"; empty for leads and the general pipeline.</summary>
    public static string Pipeline(EntitySnapshot snapshot) =>
        snapshot.Ref.Type is EntityType.Deal && snapshot.Item.Id("categoryId") is > 0 and var pipeline ? string.Create(CultureInfo.InvariantCulture, $"C{pipeline}:") : "";

    /// <summary>True for a stage to which a duplicate may go: one that counts as success would be a second sale, or a conversion that did not happen.</summary>
    public static bool IsOffered(FieldOption stage) => stage.Semantics is not "S" && stage.Id != StepPlanner.ConvertedStage;

    /// <summary>
    /// Open-line codes that leave the record. A lead that is closed afterwards gets no new chats and keeps its own; a card that stays open
    /// would go on getting the client's messages. A code that the survivor is not to have stays where it is.
    /// </summary>
    public static IReadOnlyList<MultifieldEntry> Messengers(PlanRequest request, EntitySnapshot snapshot)
    {
        if (snapshot.Ref.Type is EntityType.Lead && IsClosed(request, Stage(request, snapshot) ?? FieldValue.Text(snapshot.Item[StageKey]))) return [];
        var ticks = (request.Choices.GetValueOrDefault(Multifield.Messenger) as FieldChoice.Union)?.Keys;
        var kept = request.Snapshots.SelectMany(owner => owner.Multifields.Where(entry => ticks?.Contains($"{owner.Ref}#{entry.Id}") ?? true))
            .Select(MultifieldKey.Of).ToHashSet(StringComparer.Ordinal);
        return [.. snapshot.Multifields.Where(entry => entry.TypeId == Multifield.Messenger && ImolCode.TryParse(entry.Value, out _) && kept.Contains(MultifieldKey.Of(entry)))];
    }

    /// <summary>What the stage's id begins with, as <see cref="Pipeline(EntitySnapshot)"/>.</summary>
    public static string Pipeline(string stage) => stage.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? stage[..(colon + 1)] : "";

    private static bool IsClosed(PlanRequest request, string stage) =>
        stage is JunkLead or StepPlanner.ConvertedStage
        || request.Catalogs[request.Type].Find(StageKey)?.Options.FirstOrDefault(option => option.Id == stage)?.Semantics is "S" or "F";

    private static MergeStep.UpdateRecord? Aside(PlanRequest request, EntitySnapshot snapshot)
    {
        var (fields, before) = (new JsonObject(), new JsonObject());
        if (Stage(request, snapshot) is { } stage) (fields[StageKey], before[StageKey]) = (stage, snapshot.Item[StageKey]?.DeepClone());
        var removed = Messengers(request, snapshot);
        return fields.Count + removed.Count == 0 ? null : new MergeStep.UpdateRecord(snapshot.Ref, fields, before, [], removed) { Former = removed.Count > 0 ? snapshot.Multifields : [] };
    }

    private static IEnumerable<MergeStep> Links(EntitySnapshot survivor, List<EntitySnapshot> retired)
    {
        var rows = survivor.Links.ToList();
        foreach (var row in retired.SelectMany(snapshot => snapshot.Links).Where(row => row.To != survivor.Ref))
            if (rows.TrueForAll(known => known.To != row.To))
                rows.Add(row with { IsPrimary = rows.Count == 0, Sort = rows.Select(known => known.Sort).DefaultIfEmpty(0).Max() + 10 });
        if (rows.Count > survivor.Links.Count)
            yield return new MergeStep.SetLinks(survivor.Ref, PortalJson.LinkedType(survivor.Ref.Type), rows, survivor.Links);
    }

    private static bool GetsFirstRows(EntitySnapshot survivor, List<EntitySnapshot> retired) => survivor.ProductRows.Count == 0 && retired.Exists(snapshot => snapshot.ProductRows.Count > 0);

    private static IEnumerable<MergeStep> ProductRows(EntitySnapshot survivor, List<EntitySnapshot> retired)
    {
        var theirs = retired.SelectMany(snapshot => snapshot.ProductRows).ToList();
        if (theirs.Count > 0) yield return new MergeStep.SetProductRows(survivor.Ref, [.. survivor.ProductRows, .. theirs], survivor.ProductRows);
    }

    /// <summary>Deals and leads of the records that are moved aside get the survivor as their client; what came from a lead comes from the survivor.</summary>
    private static IEnumerable<MergeStep> Children(EntityRef survivor, List<EntitySnapshot> retired)
    {
        var records = retired.Select(snapshot => snapshot.Ref).ToHashSet();
        foreach (var child in retired.SelectMany(snapshot => snapshot.Children).DistinctBy(child => child.Ref).OrderBy(child => child.Ref))
        {
            if (child.Contacts.Any(row => records.Contains(row.To)))
                yield return new MergeStep.SetLinks(child.Ref, EntityType.Contact, Replaced(child.Contacts, records, survivor), child.Contacts);
            if (child.CompanyId is { } company && records.Contains(new EntityRef(EntityType.Company, company))) yield return Points("companyId", company);
            if (child.LeadId is { } lead && records.Contains(new EntityRef(EntityType.Lead, lead))) yield return Points("leadId", lead);

            MergeStep.UpdateRecord Points(string field, long former) =>
                new(child.Ref, new JsonObject { [field] = survivor.Id }, new JsonObject { [field] = former }, [], []);
        }
    }

    private static List<LinkRow> Replaced(IReadOnlyList<LinkRow> rows, HashSet<EntityRef> records, EntityRef survivor)
    {
        var replaced = new List<LinkRow>();
        foreach (var row in rows.Select(row => records.Contains(row.To) ? row with { To = survivor } : row))
        {
            var known = replaced.FindIndex(other => other.To == row.To);
            if (known < 0) replaced.Add(row);
            else if (row.IsPrimary) replaced[known] = replaced[known] with { IsPrimary = true };
        }

        return replaced;
    }
}
