namespace DedupPortal.Matching.Classic;

/// <summary>How two values of one column agree, from nothing known to the same. Three bits in a pattern.</summary>
internal enum Agreement : byte
{
    /// <summary>One of the two is missing: says nothing.</summary>
    Missing = 0,

    /// <summary>Nothing below applies.</summary>
    Different = 1,

    /// <summary>Something in common: an initial, the year, the first half of a code, a word of a street.</summary>
    Loose = 2,

    /// <summary>Two slips, or alike to the eye.</summary>
    Near = 3,

    /// <summary>One slip; a diminutive; day and month turned.</summary>
    Close = 4,

    /// <summary>The value stands in the other one's twin column.</summary>
    Swapped = 5,

    /// <summary>The same value.</summary>
    Same = 6,
}
