using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Portals;

namespace DedupPortal.Web.Tests.Merging;

/// <summary>What the wizard shows, made by hand: a contact with a phone and one that was born in Telegram.</summary>
internal static class Drafts
{
    public static readonly EntityRef Phone = new(EntityType.Contact, 320);

    public static readonly EntityRef Chat = new(EntityType.Contact, 327);

    public static readonly EntityRef Lead = new(EntityType.Lead, 12);

    public static RecordColumn Column(EntityRef record, bool isPriority = false) =>
        new(record, "Anna Example", "https://crm.example/card", "", "", "", null, [], 2, isPriority);

    public static CellView Cell(EntityRef record, string text, bool isTaken = false) => new(record, record.ToString(), JsonValue.Create(text), text, isTaken);

    public static FieldRow Row(string field, FieldRule rule, FieldChoice? choice, params CellView[] cells) =>
        new(field, field, "string", rule, cells.Select(cell => cell.Text).Distinct().Count() > 1, cells,
            cells.FirstOrDefault(cell => cell.IsTaken)?.Text ?? "", null, choice, []);

    public static DraftView View(DraftStep step, MergeMode? mode = MergeMode.SameType, IReadOnlyList<FieldRow>? rows = null, MergeId? merge = null, bool read = true) =>
        new(new MergeDraftId(Guid.Parse("01a00000-0000-7000-8000-000000000001")), 3, new PortalId(Guid.Parse("01a00000-0000-7000-8000-000000000002")), "Studio", null,
            step, [Phone, Chat], null, read ? [Column(Phone, isPriority: true), Column(Chat)] : [], [], mode, Phone, null, [], rows ?? [], [], null,
            step >= DraftStep.Final ? "hash" : null, null, merge, "Anna");
}
