namespace DedupPortal.Merging;

/// <summary>
/// Brings entries back to their place. The first phone of a card is its main one, and a re-added entry stands last; so the entries
/// behind it are taken away and added again after it.
/// </summary>
internal static class EntryOrder
{
    /// <summary>
    /// What to add and remove so that the entries of the affected types stand as in <paramref name="former"/>.
    /// <paramref name="lost"/>: ids that are missing now. <paramref name="present"/>: the entries now; one that was edited is left alone.
    /// </summary>
    public static (IReadOnlyList<MultifieldEntry> Added, IReadOnlyList<MultifieldEntry> Removed) Restore(
        IReadOnlyList<MultifieldEntry> former, IReadOnlySet<long> lost, IReadOnlyList<MultifieldEntry> present)
    {
        var added = new List<MultifieldEntry>();
        var removed = new List<MultifieldEntry>();
        foreach (var type in former.GroupBy(entry => entry.TypeId))
        {
            foreach (var entry in type.SkipWhile(entry => !lost.Contains(entry.Id)))
            {
                var stands = present.FirstOrDefault(other => other.Id == entry.Id);
                if (stands is not null && stands != entry) continue;
                if (stands is not null) removed.Add(entry);
                added.Add(entry with { Id = 0 });
            }
        }

        return (added, removed);
    }
}
