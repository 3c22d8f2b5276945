namespace DedupPortal.Bitrix24;

/// <summary>What the product needs of a portal: scopes and methods, each with what its absence blocks.</summary>
internal static class PortalNeeds
{
    private static readonly PortalAbility[] s_all = [PortalAbility.Scan, PortalAbility.Merge, PortalAbility.ConvertLead, PortalAbility.Undo, PortalAbility.Comments];

    /// <summary>Any one of <c>Names</c> satisfies; the first is the one to ask for.</summary>
    internal static readonly (string[] Names, bool Required, PortalAbility[] Blocks)[] Scopes =
    [
        (["crm"], true, s_all),
        (["imopenlines"], false, [PortalAbility.ChatLookup]),
        (["user_brief", "user_basic", "user"], false, [PortalAbility.UserNames]),
    ];

    internal static readonly (string Name, bool Required, PortalAbility[] Blocks)[] Methods =
    [
        ("crm.lead.list", true, [PortalAbility.Scan]),
        ("crm.deal.list", true, [PortalAbility.Scan]),
        ("crm.contact.list", true, [PortalAbility.Scan]),
        ("crm.company.list", true, [PortalAbility.Scan]),
        ("crm.activity.list", true, [PortalAbility.Scan]),
        ("crm.item.list", true, [PortalAbility.Scan, PortalAbility.Merge]),
        ("crm.item.get", true, [PortalAbility.Merge, PortalAbility.ConvertLead, PortalAbility.Undo]),
        ("crm.item.update", true, [PortalAbility.Merge, PortalAbility.ConvertLead, PortalAbility.Undo]),
        ("crm.item.add", true, [PortalAbility.ConvertLead, PortalAbility.Undo]),
        ("crm.item.import", false, [PortalAbility.UndoDates]),
        ("crm.entity.mergeBatch", true, [PortalAbility.Merge]),
        ("crm.activity.binding.list", true, [PortalAbility.Undo]),
        ("crm.activity.binding.add", true, [PortalAbility.ConvertLead, PortalAbility.Undo]),
        ("crm.activity.binding.move", true, [PortalAbility.Undo]),
        ("crm.activity.binding.delete", true, [PortalAbility.Undo]),
        ("crm.contact.company.items.set", true, [PortalAbility.Undo]),
        ("crm.deal.contact.items.set", true, [PortalAbility.Undo]),
        ("crm.lead.contact.items.set", true, [PortalAbility.ConvertLead, PortalAbility.Undo]),
        ("crm.item.productrow.set", false, [PortalAbility.Undo]),
        ("crm.timeline.comment.list", false, [PortalAbility.Comments]),
        ("crm.timeline.bindings.bind", false, [PortalAbility.Comments]),
        ("crm.timeline.bindings.unbind", false, [PortalAbility.Comments]),
        ("imopenlines.crm.chat.get", false, [PortalAbility.ChatLookup]),
        ("user.get", false, [PortalAbility.UserNames]),
    ];

    /// <summary>What the queue of changes needs; asked for applications only, because a webhook may not use it.</summary>
    internal static readonly string[] QueueMethods = ["event.bind", "event.offline.get", "event.offline.clear", "event.offline.list"];
}
