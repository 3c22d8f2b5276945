using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Merging;

/// <summary>Follows old ids to where their records are now.</summary>
internal static class Crosswalk
{
    /// <summary>Old record → current one, for those that anything has moved. A merged into B, B into C: A leads to C.</summary>
    public static async Task<Dictionary<string, string>> WalkAsync(PortalDbContext db, PortalId portal, IReadOnlyCollection<string> records, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var wanted = records.Distinct(StringComparer.Ordinal).ToDictionary(record => record, record => record, StringComparer.Ordinal);
        // Each round follows one more step; an undo points back, so rounds are limited.
        for (var round = 0; round < 50 && wanted.Count > 0; round++)
        {
            var current = wanted.Values.Distinct(StringComparer.Ordinal).ToList();
            var steps = await db.Set<CrosswalkEntry>().AsNoTracking().Where(entry => entry.PortalId == portal && current.Contains(entry.OldRecord))
                .ToDictionaryAsync(entry => entry.OldRecord, entry => entry.CurrentRecord, cancellationToken);
            wanted = wanted.Where(pair => steps.ContainsKey(pair.Value)).ToDictionary(pair => pair.Key, pair => steps[pair.Value], StringComparer.Ordinal);
            foreach (var (old, now) in wanted) found[old] = now;
        }

        return found;
    }

    /// <summary>The record and every number that leads to it now, those of records merged into it included.</summary>
    public static async Task<IReadOnlyCollection<string>> FormerAsync(PortalDbContext db, PortalId portal, string record, CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { record };
        for (var latest = new List<string> { record }; latest.Count > 0;)
        {
            var known = latest;
            var olds = await db.Set<CrosswalkEntry>().AsNoTracking().Where(entry => entry.PortalId == portal && known.Contains(entry.CurrentRecord)).Select(entry => entry.OldRecord).ToListAsync(cancellationToken);
            latest = [.. olds.Where(names.Add)];
        }

        return names;
    }

    /// <summary>Every number that a record has had or has: itself, those that lead to it, those it leads to.</summary>
    public static async Task<IReadOnlyCollection<string>> NamesAsync(PortalDbContext db, PortalId portal, IReadOnlyCollection<string> records, CancellationToken cancellationToken)
    {
        var names = records.Concat((await WalkAsync(db, portal, records, cancellationToken)).Values).ToHashSet(StringComparer.Ordinal);
        for (var grown = true; grown;)
        {
            var known = names.ToList();
            var olds = await db.Set<CrosswalkEntry>().AsNoTracking().Where(entry => entry.PortalId == portal && known.Contains(entry.CurrentRecord)).Select(entry => entry.OldRecord).ToListAsync(cancellationToken);
            grown = false;
            foreach (var old in olds) grown |= names.Add(old);
        }

        return names;
    }
}
