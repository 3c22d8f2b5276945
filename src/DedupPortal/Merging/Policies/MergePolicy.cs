namespace DedupPortal.Merging;

/// <summary>What makes a record the one that stays; the first rule that tells two records apart decides.</summary>
public enum PriorityRule
{
    HasPhone = 1,
    HasEmail = 2,

    /// <summary>It holds an open-line code.</summary>
    HasMessenger = 3,
    Oldest = 4,
    Newest = 5,
    ChangedLast = 6,
    MostFilled = 7,

    /// <summary>Most activities and comments on its timeline.</summary>
    MostActive = 8,
}

/// <summary>Language of what is written into the portal.</summary>
public enum NoteLanguage
{
    Russian = 1,
    English = 2,
}

/// <summary>
/// How an agency, or one of its portals, wants records to be merged: which one stays, which values it keeps, and whether its timeline
/// says so. A proposal only: a choice made by hand is never overwritten.
/// </summary>
public sealed record MergePolicy
{
    public const int MostFields = 200;

    public static readonly MergePolicy Default = new();

    /// <summary>In order; where none tells, the oldest record stays.</summary>
    public IReadOnlyList<PriorityRule> Priority { get; init; } = [PriorityRule.HasPhone, PriorityRule.Oldest];

    /// <summary>Rules of single fields, by the portal's field name.</summary>
    public IReadOnlyDictionary<string, SurvivorshipRule> Fields { get; init; } = new SortedDictionary<string, SurvivorshipRule>(StringComparer.Ordinal);

    /// <summary>The rule of every other field.</summary>
    public SurvivorshipRule Otherwise { get; init; } = new SurvivorshipRule.FromPriority();

    /// <summary>A comment on the survivor's timeline names what was merged and where the record of it is.</summary>
    public bool WritesNote { get; init; } = true;

    public NoteLanguage NoteLanguage { get; init; } = NoteLanguage.Russian;

    public SurvivorshipRule RuleOf(string field) => Fields.GetValueOrDefault(field) ?? Otherwise;

    /// <summary>True when both say the same.</summary>
    public bool IsSame(MergePolicy other) => MergeJson.Write(this) == MergeJson.Write(other);

    /// <summary>Null, or the name of the part that makes no sense: a field, <c>*</c> for every other field, or <c>priority</c>.</summary>
    public string? Fault()
    {
        if (Priority.Distinct().Count() != Priority.Count || !Priority.All(Enum.IsDefined)) return "priority";
        if (Fields.Count > MostFields) return "*";
        return Fields.Append(new("*", Otherwise)).Where(pair => pair.Key.Length is 0 or > LossLedgerEntry.FieldLength || IsFaulty(pair.Value)).Select(pair => pair.Key).FirstOrDefault();
    }

    private static bool IsFaulty(SurvivorshipRule rule) => rule switch
    {
        SurvivorshipRule.BySource source => source.Sources.Count == 0 || source.Sources.Distinct(StringComparer.Ordinal).Count() != source.Sources.Count,
        SurvivorshipRule.Constant constant => FieldValue.IsEmpty(constant.Value),
        _ => false,
    };
}
