namespace DedupPortal.Matching;

/// <summary>What a card is in the CRM. Numbers are stable and may be stored.</summary>
public enum RecordKind
{
    /// <summary>A lead.</summary>
    Lead = 1,

    /// <summary>A deal; it has no identity of its own and carries the one of its contact.</summary>
    Deal = 2,

    /// <summary>A person's card.</summary>
    Contact = 3,

    /// <summary>A company's card.</summary>
    Company = 4,
}
