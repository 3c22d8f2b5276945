using DedupPortal.Bitrix24;
using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>A mode and whether this selection allows it; <paramref name="Obstacles"/> is empty when it does.</summary>
public sealed record ModeOption(MergeMode Mode, IReadOnlyList<Failure> Obstacles)
{
    public bool IsPossible => Obstacles.Count == 0;
}

/// <summary>What a person should know before continuing; none of them stops the merge.</summary>
public enum PreflightWarning
{
    /// <summary>A conversation is going on in an open-line chat of the record.</summary>
    LiveChat = 1,

    /// <summary>An external system owns the record and may write to a card that is gone.</summary>
    ExternalOrigin = 2,

    /// <summary>The webhook's user is no administrator: rights to change and delete show only when used.</summary>
    RightsUnproven = 3,

    /// <summary>The lead is converted already; its stage stays.</summary>
    LeadConvertedAlready = 4,

    /// <summary>Files of the record cannot be restored by undo.</summary>
    FilesNotRestorable = 5,

    /// <summary>The stage "converted" may start the portal's automation.</summary>
    ConversionAutomation = 6,

    /// <summary>Requisites are re-created by undo under new numbers.</summary>
    RequisitesRecreated = 7,

    /// <summary>The closing stage may start the portal's automation.</summary>
    StageAutomation = 8,

    /// <summary>A survivorship rule sets a value that its field cannot hold; it is not applied.</summary>
    RuleNotApplied = 9,
}

/// <summary>A warning about one record, or about the selection when <paramref name="Record"/> is null.</summary>
public sealed record Caution(PreflightWarning Warning, EntityRef? Record);

/// <summary>Decides whether and how a selection may be merged. Pure.</summary>
public static class MergeAdmission
{
    /// <summary>Null, or why the selection can be merged in no way.</summary>
    public static Failure? CheckSelection(IReadOnlyList<EntityRef> records)
    {
        var twice = records.GroupBy(record => record).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null) return new SelfMerge(twice.Key.ToString());
        return records.Count is < 2 or > MergeDraft.LargestSelection ? new SelectionSize(records.Count) : null;
    }

    /// <summary>All modes in their order, each with what stands against it.</summary>
    public static IReadOnlyList<ModeOption> Modes(PortalReading reading) =>
        [.. Enum.GetValues<MergeMode>().Select(mode => new ModeOption(mode, [.. Obstacles(mode, reading)]))];

    private static IEnumerable<Failure> Obstacles(MergeMode mode, PortalReading reading)
    {
        var records = reading.Snapshots.Select(snapshot => snapshot.Ref).ToList();
        var leads = records.Count(record => record.Type is EntityType.Lead);
        var contacts = records.Count(record => record.Type is EntityType.Contact);
        if (mode is MergeMode.SoftMerge) return records.Select(record => record.Type).Distinct().Count() > 1 ? [new DifferentTypes()] : [];
        if (mode is MergeMode.SameType)
        {
            if (records.Select(record => record.Type).Distinct().Count() > 1) return [new DifferentTypes()];
            return SameType(reading);
        }

        if (leads == 0 || contacts == 0 || leads + contacts != records.Count) return [new WrongTypesForMode(mode)];
        if (mode is MergeMode.LeadIntoContact) return contacts > 1 ? [new SeveralContacts(contacts)] : [];
        if (leads > 1) return [new SeveralLeads(leads)];
        return SameType(reading with { Snapshots = [.. reading.Snapshots.Where(snapshot => snapshot.Ref.Type is EntityType.Contact)] });
    }

    private static IEnumerable<Failure> SameType(PortalReading reading)
    {
        var snapshots = reading.Snapshots;
        var type = snapshots[0].Ref.Type;
        if (type is EntityType.Deal && snapshots.Select(snapshot => snapshot.Item.Id("categoryId") ?? 0).Distinct().Count() > 1) yield return new DifferentPipelines();
        if (type is EntityType.Deal && snapshots.Select(snapshot => snapshot.Item.Flag("isRecurring")).Distinct().Count() > 1) yield return new DifferentRecurrence();
        var converted = snapshots.Where(IsFixedLead).Select(snapshot => snapshot.Ref.ToString()).ToList();
        if (converted.Count > 1) yield return new SeveralConvertedLeads(string.Join(", ", converted));
        foreach (var field in reading.Catalogs[type].Fields)
        {
            var rule = FieldRules.Of(type, field);
            var filled = snapshots.Where(snapshot => !FieldValue.IsEmpty(snapshot.Item[field.Name])).ToList();
            var differ = filled.Skip(1).Any(snapshot => !FieldValue.Same(snapshot.Item[field.Name], filled[0].Item[field.Name]));
            if (rule is FieldRule.File && !field.IsMultiple && filled.Count > 1 && differ)
                yield return new DifferentFiles(field.Title, string.Join(", ", filled.Select(snapshot => snapshot.Ref)));
        }
    }

    /// <summary>Null, or why this record cannot be the one that stays.</summary>
    public static Failure? CheckPriority(MergeMode mode, EntityRef priority, PortalReading reading)
    {
        if (reading.Snapshots.All(snapshot => snapshot.Ref != priority)) return new NotThere();
        if (mode is MergeMode.SoftMerge) return null;
        if (mode is not MergeMode.SameType) return priority.Type is EntityType.Contact ? null : new WrongTypesForMode(mode);
        return reading.Snapshots.FirstOrDefault(snapshot => IsFixedLead(snapshot) && snapshot.Ref != priority) is { } lead
            ? new ConvertedLeadMustStay(lead.Ref.ToString())
            : null;
    }

    /// <summary>The record proposed to stay: a lead that cannot go, else what the policy says, else the oldest.</summary>
    public static EntityRef ProposePriority(MergeMode mode, PortalReading reading) =>
        Survivorship.Order(
                reading.Snapshots
                    .Where(snapshot => mode is MergeMode.SameType or MergeMode.SoftMerge || snapshot.Ref.Type is EntityType.Contact)
                    .OrderBy(snapshot => IsFixedLead(snapshot) ? 0 : 1),
                reading.Policy.Priority)
            .ThenBy(snapshot => snapshot.Item.Moment("createdTime") ?? DateTimeOffset.MaxValue)
            .ThenBy(snapshot => snapshot.Ref.Id)
            .First().Ref;

    /// <summary>What to tell before going on.</summary>
    public static IReadOnlyList<Caution> Cautions(MergeMode mode, PortalReading reading)
    {
        var list = new List<Caution>();
        foreach (var snapshot in reading.Snapshots)
        {
            if (snapshot.Chats.Any(chat => chat.IsActive)) list.Add(new(PreflightWarning.LiveChat, snapshot.Ref));
            if (!FieldValue.IsEmpty(snapshot.Item["originatorId"]) || !FieldValue.IsEmpty(snapshot.Item["originId"])) list.Add(new(PreflightWarning.ExternalOrigin, snapshot.Ref));
            var converts = mode is MergeMode.LeadIntoContact or MergeMode.ContactFromLead && snapshot.Ref.Type is EntityType.Lead;
            var stays = converts || mode is MergeMode.SoftMerge;
            if (converts) list.Add(new(FieldValue.Text(snapshot.Item["stageId"]) == StepPlanner.ConvertedStage ? PreflightWarning.LeadConvertedAlready : PreflightWarning.ConversionAutomation, snapshot.Ref));
            if (!stays && snapshot.Requisites.Count > 0) list.Add(new(PreflightWarning.RequisitesRecreated, snapshot.Ref));
            var hasFiles = reading.Catalogs[snapshot.Ref.Type].Fields.Any(field =>
                (field.Type is "file" || FieldRules.Of(snapshot.Ref.Type, field) is FieldRule.File) && !FieldValue.IsEmpty(snapshot.Item[field.Name]));
            if (!stays && hasFiles) list.Add(new(PreflightWarning.FilesNotRestorable, snapshot.Ref));
        }

        if (mode is MergeMode.SoftMerge && reading.Snapshots[0].Ref.Type is EntityType.Lead or EntityType.Deal) list.Add(new(PreflightWarning.StageAutomation, null));
        if (HasIdleRule(mode, reading)) list.Add(new(PreflightWarning.RuleNotApplied, null));
        if (!reading.ActsAsAdministrator) list.Add(new(PreflightWarning.RightsUnproven, null));
        return list;
    }

    private static bool HasIdleRule(MergeMode mode, PortalReading reading)
    {
        var type = mode is MergeMode.LeadIntoContact or MergeMode.ContactFromLead ? EntityType.Contact : reading.Snapshots[0].Ref.Type;
        // A rule for another type's field is none of this merge's business; a constant that does not fit is.
        return reading.Policy.Fields.Any(rule => rule.Value is SurvivorshipRule.Constant constant && reading.Catalogs[type].Find(rule.Key) is { } field
            && !Survivorship.Fits(constant, field, FieldRules.Of(type, field)));
    }

    private static bool IsFixedLead(EntitySnapshot snapshot) =>
        snapshot.Ref.Type is EntityType.Lead && FieldValue.Text(snapshot.Item["stageId"]) == StepPlanner.ConvertedStage
        && (snapshot.Links.Count > 0 || snapshot.Item.Id("companyId") is not null);
}
