using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Puts the ids that the portal gave in place of the slots of a plan.</summary>
internal sealed class StepSlots
{
    private readonly Dictionary<EntityRef, EntityRef> _real = [];

    /// <summary>Ids that the portal has given so far.</summary>
    public IReadOnlyCollection<EntityRef> Created => _real.Values;

    public IReadOnlyDictionary<EntityRef, EntityRef> All => _real;

    public void Take(MergeStep step, StepOutcome outcome)
    {
        if (step is MergeStep.CreateRecord create && outcome.Created is { } created) _real[create.Slot] = created;
    }

    public MergeStep Resolve(MergeStep step) => step switch
    {
        MergeStep.UpdateRecord update => update with { Record = Of(update.Record), Fields = Of(update.Fields), Before = Of(update.Before) },
        MergeStep.SetLinks links => links with { Record = Of(links.Record), Rows = Of(links.Rows), Before = Of(links.Before) },
        MergeStep.CreateRecord create => create with { Fields = Of(create.Fields) },
        MergeStep.DeleteRecord delete => delete with { Record = Of(delete.Record) },
        MergeStep.Bind bind => bind with { Changes = [.. bind.Changes.Select(change => change with { Add = Of(change.Add), Remove = Of(change.Remove) })] },
        MergeStep.MergeRecords merge => merge with { Survivor = Of(merge.Survivor), Losers = [.. merge.Losers.Select(Of)] },
        MergeStep.SetProductRows products => products with { Record = Of(products.Record) },
        MergeStep.AddRequisite add => add with { Record = Of(add.Record) },
        MergeStep.DeleteRequisite delete => delete with { Record = Of(delete.Record) },
        MergeStep.AddNote note => note with { Record = Of(note.Record) },
        MergeStep.DeleteNote note => note with { Record = Of(note.Record) },
        _ => throw new InvalidOperationException($"Unknown step {step.Kind}."),
    };

    public EntityRef Of(EntityRef record) => record.Id >= 0 ? record
        : _real.TryGetValue(record, out var real) ? real
        : throw new InvalidOperationException($"The record of slot {record} has not been created.");

    private EntityRef? Of(EntityRef? record) => record is { } known ? Of(known) : null;

    private List<LinkRow> Of(IEnumerable<LinkRow> rows) => [.. rows.Select(row => row with { To = Of(row.To) })];

    /// <summary>Link fields of a card hold a bare number, so a slot in them is a negative one.</summary>
    private JsonObject Of(JsonObject fields)
    {
        var resolved = (JsonObject)fields.DeepClone();
        foreach (var (field, type) in new[] { ("companyId", EntityType.Company), ("contactId", EntityType.Contact), ("leadId", EntityType.Lead) })
            if (resolved[field] is JsonValue value && value.TryGetValue<long>(out var id) && id < 0)
                resolved[field] = Of(new EntityRef(type, id)).Id;
        return resolved;
    }
}
