namespace DedupPortal.Bitrix24;

/// <summary>Something the product does with a portal, which a gap in the portal's grants may block.</summary>
public enum PortalAbility
{
    /// <summary>Reading cards, activities and links.</summary>
    Scan,

    /// <summary>Merging cards of one type.</summary>
    Merge,

    /// <summary>Linking a lead to an existing contact and converting it.</summary>
    ConvertLead,

    /// <summary>Creating again what a merge deleted, and moving back what it moved.</summary>
    Undo,

    /// <summary>Giving back creation date and author when a card is created again.</summary>
    UndoDates,

    /// <summary>Moving timeline comments along with a card.</summary>
    Comments,

    /// <summary>Looking up the open-line chats of a card.</summary>
    ChatLookup,

    /// <summary>Showing colleagues by name instead of by number.</summary>
    UserNames,

    /// <summary>Seeing within a minute what was changed in the portal; without it changes are looked for by the schedule.</summary>
    LiveChanges,
}
