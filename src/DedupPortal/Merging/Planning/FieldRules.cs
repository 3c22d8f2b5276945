using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>What the portal's own merge does with a field, and what therefore has to be prepared.</summary>
public enum FieldRule
{
    /// <summary>Two different filled values are a conflict: both sides are made equal to the choice beforehand.</summary>
    Harmonise = 1,

    /// <summary>The survivor's value stays whatever the losers have; another choice is written to the survivor.</summary>
    SurvivorsOwn = 2,

    /// <summary>Texts are joined.</summary>
    Append = 3,

    /// <summary>Values of all records are united.</summary>
    Union = 4,

    /// <summary>Amount: computed from product rows where there are any, otherwise as <see cref="Harmonise"/>.</summary>
    Amount = 5,

    /// <summary>A single file: cannot be copied by REST, so two different files stop the merge.</summary>
    File = 6,

    /// <summary>Not merged and not chosen: the survivor's stays, the losers' go to the loss ledger.</summary>
    NotMerged = 7,

    /// <summary>Kept by the portal itself or shown elsewhere; neither merged nor lost.</summary>
    Derived = 8,
}

/// <summary>
/// Rule per field, after the behaviour of the portal's automatic merge (REST notes 4.2, field notes 1D). A field that is not
/// named here follows its type: unknown fields are harmonised, which is safe for every rule the portal may have.
/// </summary>
internal static class FieldRules
{
    private static readonly HashSet<string> s_derived = new(StringComparer.Ordinal)
    {
        "id", "ID", "entityTypeId", "hasPhone", "hasEmail", "hasImol", "phone", "phoneMobile", "phoneWork", "phoneMailing", "email", "emailWork",
        "emailHome", "emailMailing", "imol", "skype", "icq", "fm", "searchContent", "shortName", "fullName", "dateCreateShort", "dateModifyShort",
        "isConvert", "stageSemanticId", "isNew", "isWork", "isWon", "isLose", "closed", "isReturnCustomer", "isRepeatedApproach", "login",
        "faceId", "receivedAmount", "lostAmount", "hasProducts", "orderStage", "productId", "updatedTime", "updatedBy", "lastActivityTime",
        "lastActivityBy", "lastCommunicationTime", "companyIds", "contactIds", "contactId", "contacts", "isRecurring", "taxValue", "productRows",
    };

    private static readonly HashSet<string> s_notMerged = new(StringComparer.Ordinal)
    {
        "createdTime", "createdBy", "movedTime", "movedBy", "stageId", "previousStageId", "statusDescription", "categoryId", "dateClosed", "webformId", "leadId", "quoteId", "originVersion",
    };

    private static readonly HashSet<string> s_byItself = new(StringComparer.Ordinal)
    {
        "lastActivityTime", "lastActivityBy", "lastCommunicationTime", "searchContent", "dateCreateShort", "dateModifyShort", "fm",
        "phone", "phoneMobile", "phoneWork", "phoneMailing", "email", "emailWork", "emailHome", "emailMailing", "imol", "skype", "icq",
    };

    /// <summary>True for a field that changes without anybody changing the card, or repeats another part of the snapshot.</summary>
    public static bool ChangesByItself(string field) => s_byItself.Contains(field);

    /// <summary>True for a field that the portal fills by itself, from others or with every write.</summary>
    public static bool IsComputed(string field) =>
        s_derived.Contains(field) || s_byItself.Contains(field) || field is "movedTime" or "movedBy" or "previousStageId" or "dateClosed" or "opportunity" or "companyId";

    public static FieldRule Of(EntityType type, FieldSpec field) => field.Name switch
    {
        "companyId" when type is EntityType.Contact => FieldRule.Derived,
        _ when s_derived.Contains(field.Name) => FieldRule.Derived,
        _ when s_notMerged.Contains(field.Name) => FieldRule.NotMerged,
        "title" when type is EntityType.Lead or EntityType.Deal => FieldRule.SurvivorsOwn,
        "sourceId" or "opened" or "export" => FieldRule.SurvivorsOwn,
        "comments" or "sourceDescription" => FieldRule.Append,
        "opportunity" or "isManualOpportunity" => FieldRule.Amount,
        "photo" or "logo" => FieldRule.File,
        "observers" => FieldRule.Union,
        _ when field.IsReadOnly => FieldRule.NotMerged,
        _ when field.IsMultiple => FieldRule.Union,
        _ when field.Type is "file" => FieldRule.File,
        _ => FieldRule.Harmonise,
    };

    /// <summary>True when a person chooses the field's value.</summary>
    public static bool IsChosen(FieldRule rule) =>
        rule is FieldRule.Harmonise or FieldRule.SurvivorsOwn or FieldRule.Append or FieldRule.Union or FieldRule.Amount;

    /// <summary>True when the portal computes the amount from product rows.</summary>
    public static bool AmountFollowsRows(EntitySnapshot snapshot) => snapshot.ProductRows.Count > 0 && !snapshot.Item.Flag("isManualOpportunity");

    /// <summary>True when the field is given to a record that is made anew with a snapshot's values.</summary>
    public static bool IsRestored(EntityType type, FieldSpec field) =>
        (!field.IsReadOnly && IsChosen(Of(type, field))) || field.Name is "stageId" or "statusDescription" or "categoryId" or "leadId" or "webformId" or "originVersion";
}
