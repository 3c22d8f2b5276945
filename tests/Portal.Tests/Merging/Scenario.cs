using DedupPortal.Bitrix24;
using DedupPortal.Merging;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>A merge on the contract portal with something of everything to move, for tests that repeat it under trouble.</summary>
public sealed record Scenario(string Name, MergeMode Mode, EntityRef Priority, EntityRef[] Records)
{
    private static readonly EntityRef s_telegram = new(EntityType.Contact, 120);
    private static readonly EntityRef s_anna = new(EntityType.Contact, 131);
    private static readonly EntityRef s_empty = new(EntityType.Contact, 144);
    private static readonly EntityRef s_lead = new(EntityType.Lead, 50);
    private static readonly EntityRef s_boris = new(EntityType.Lead, 51);
    private static readonly EntityRef s_deal = new(EntityType.Deal, 77);

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("two contacts", MergeMode.SameType, s_anna, [s_telegram, s_anna]),
        new("lead into contact", MergeMode.LeadIntoContact, s_anna, [s_lead, s_anna]),
        new("contact from lead", MergeMode.ContactFromLead, s_anna, [s_lead, s_anna]),
        new("two contacts softly", MergeMode.SoftMerge, s_anna, [s_telegram, s_anna]),
        new("three contacts", MergeMode.SameType, s_anna, [s_telegram, s_anna, s_empty]),
        new("two leads", MergeMode.SameType, s_boris, [s_lead, s_boris]),
        new("two deals", MergeMode.SameType, s_deal, [s_deal, new(EntityType.Deal, 78)]),
        new("two leads into contact", MergeMode.LeadIntoContact, s_anna, [s_lead, s_boris, s_anna]),
        new("contact from lead with two contacts", MergeMode.ContactFromLead, s_anna, [s_lead, s_anna, s_telegram]),
        new("two leads softly", MergeMode.SoftMerge, s_boris, [s_lead, s_boris]),
        new("deals of two pipelines softly", MergeMode.SoftMerge, s_deal, [s_deal, new(EntityType.Deal, 79)]),
    ];

    public Dictionary<string, FieldChoice> Choices =>
        Priority.Type is EntityType.Deal ? [] : new() { ["lastName"] = new FieldChoice.Custom("Li") };

    /// <summary>The seeded portal with what the seed lacks: comments, requisites, products. The journal of earlier rounds is forgotten.</summary>
    public async Task PrepareAsync(MergeBench bench)
    {
        await bench.Emulator.ClearFaultsAsync();
        await bench.Emulator.ResetAsync();
        await bench.ForgetAsync();
        foreach (var record in Records)
        {
            await bench.View.ResultAsync("crm.timeline.comment.add", new { fields = new { ENTITY_ID = record.Id, ENTITY_TYPE = record.TypeName, COMMENT = "wrote at night" } });
            if (record.Type is EntityType.Contact) await bench.View.ResultAsync("crm.requisite.add", new { fields = new { ENTITY_TYPE_ID = 3, ENTITY_ID = record.Id, NAME = "Main", RQ_INN = $"770000{record.Id}" } });
            if (record.Type is EntityType.Deal) await bench.View.ResultAsync("crm.item.productrow.set", new { ownerType = "D", ownerId = record.Id, productRows = new[] { new { productName = "Boat", price = record.Id, quantity = 2 } } });
        }

        await bench.Emulator.ClearJournalAsync();
    }

    public async Task<MergeId> ApproveAsync(MergeBench bench) => (await bench.ApproveAsync(await bench.DraftAsync(Mode, Priority, Records, Choices))).Value;

    /// <summary>The records as they are, made anew or not; a record that is gone has no line.</summary>
    public async Task<string> SeenAsync(MergeBench bench, MergeDetails? undo = null)
    {
        var lines = new List<string>();
        foreach (var record in Records)
        {
            var current = undo is not null && EntityRef.TryParse(undo.Result!.Created.GetValueOrDefault(record.ToString()), out var made) ? made : record;
            if (await bench.View.ItemAsync(current) is not null) lines.Add(await bench.View.FingerprintAsync(current));
        }

        return string.Join('\n', lines);
    }

    public override string ToString() => Name;
}
