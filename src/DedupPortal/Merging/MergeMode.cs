namespace DedupPortal.Merging;

/// <summary>How the selected records become one.</summary>
public enum MergeMode
{
    /// <summary>Records of one type: chosen values are written so that nothing differs, then the portal's own merge deletes the losers.</summary>
    SameType = 1,

    /// <summary>Leads into one existing contact: the contact gets the messenger code, the activities and comments; the leads stay and are converted. Nothing is deleted.</summary>
    LeadIntoContact = 2,

    /// <summary>A contact is made from the lead and then merged with the existing contacts; the lead stays and is converted.</summary>
    ContactFromLead = 3,

    /// <summary>
    /// Records of one type, and nothing is deleted: the survivor gets the values, links, deals, activities and comments; the others
    /// stay, are moved to a closing stage where their type has stages, and say where the client is now.
    /// </summary>
    SoftMerge = 4,
}
