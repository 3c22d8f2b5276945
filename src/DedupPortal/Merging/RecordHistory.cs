using System.Globalization;
using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Merging;

/// <summary>One change of a record's number. <paramref name="Run"/>: the merge or undo that did it; null when it was done in the portal itself.</summary>
public sealed record NumberChange(EntityRef Old, EntityRef Current, MergeId? Run, bool ByUndo, DateTimeOffset At);

/// <summary>An old number and where it leads now.</summary>
public sealed record OldNumber(PortalId Portal, string PortalName, EntityRef Old, EntityRef Current);

/// <summary>What is known of a record's number.</summary>
/// <param name="PortalName">Name of the portal.</param>
/// <param name="Current">The record that stands for it now; itself when nothing moved it.</param>
/// <param name="Url">Its card in the portal.</param>
/// <param name="Changes">From this number to the present one, in order.</param>
/// <param name="Former">Other numbers that lead to the same record.</param>
/// <param name="Runs">Merges and undos in which it took part under any number, newest first, at most <see cref="RecordHistory.MostRuns"/>.</param>
public sealed record RecordStory(
    string PortalName, EntityRef Current, string Url, IReadOnlyList<NumberChange> Changes, IReadOnlyList<EntityRef> Former, IReadOnlyList<MergeRow> Runs);

/// <summary>Answers old numbers: a record that was merged away, or made anew by an undo, is found under every number it has had.</summary>
public sealed class RecordHistory(IDbContextFactory<PortalDbContext> contexts)
{
    public const int MostRuns = 50;

    private static readonly EntityType[] s_types = [EntityType.Lead, EntityType.Deal, EntityType.Contact, EntityType.Company];

    /// <summary>The story of a number; null when the portal is not there.</summary>
    public async Task<RecordStory?> FindAsync(PortalId portal, EntityRef record, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var place = await db.Set<Portals.Portal>().AsNoTracking().Where(row => row.Id == portal).Select(row => new { row.Name, row.Address }).SingleOrDefaultAsync(cancellationToken);
        if (place is null) return null;
        var changes = await ChangesAsync(db, portal, record, cancellationToken);
        var current = changes.Count > 0 ? changes[^1].Current : record;
        var names = (await Crosswalk.NamesAsync(db, portal, [record.ToString()], cancellationToken)).ToList();
        var runs = await MergeQueries.Rows(db, db.Set<MergeRun>().AsNoTracking().Where(run => run.PortalId == portal && run.Records.Any(name => names.Contains(name)))
            .OrderByDescending(run => run.ApprovedAt).Take(MostRuns)).ToListAsync(cancellationToken);
        return new RecordStory(
            place.Name, current, PortalLinks.Card(place.Address, current.ToString()), changes,
            [.. names.Select(Read).OfType<EntityRef>().Where(name => name != record && name != current).Order()], runs);
    }

    /// <summary>
    /// Old numbers that a search text may mean: <c>contact:120</c>, or a bare number for every type. Empty for other texts and for
    /// numbers that nothing has moved. <paramref name="portal"/> null: of every portal.
    /// </summary>
    public async Task<IReadOnlyList<OldNumber>> OldNumbersAsync(PortalId? portal, string? text, CancellationToken cancellationToken)
    {
        var meant = Meant(text).Select(record => record.ToString()).ToList();
        if (meant.Count == 0) return [];
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await (from entry in db.Set<CrosswalkEntry>().AsNoTracking()
                           where meant.Contains(entry.OldRecord) && (portal == null || entry.PortalId == portal)
                           join place in db.Set<Portals.Portal>() on entry.PortalId equals place.Id
                           orderby place.Name
                           select new { entry.PortalId, place.Name, entry.OldRecord }).ToListAsync(cancellationToken);
        var numbers = new List<OldNumber>();
        foreach (var row in found)
        {
            var walked = await Crosswalk.WalkAsync(db, row.PortalId, [row.OldRecord], cancellationToken);
            if (Read(row.OldRecord) is { } old && Read(walked.GetValueOrDefault(row.OldRecord, row.OldRecord)) is { } current && current != old)
                numbers.Add(new OldNumber(row.PortalId, row.Name, old, current));
        }

        return numbers;
    }

    /// <summary>Every number that the record has had or has, itself included.</summary>
    public async Task<IReadOnlyCollection<string>> NamesAsync(PortalId portal, EntityRef record, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Crosswalk.NamesAsync(db, portal, [record.ToString()], cancellationToken);
    }

    /// <summary>Old record → current one, for those that something has moved.</summary>
    public async Task<IReadOnlyDictionary<EntityRef, EntityRef>> CurrentAsync(PortalId portal, IReadOnlyCollection<EntityRef> records, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var walked = await Crosswalk.WalkAsync(db, portal, [.. records.Select(record => record.ToString())], cancellationToken);
        return walked.Where(pair => pair.Key != pair.Value).ToDictionary(pair => Read(pair.Key)!.Value, pair => Read(pair.Value)!.Value);
    }

    private static async Task<List<NumberChange>> ChangesAsync(PortalDbContext db, PortalId portal, EntityRef record, CancellationToken cancellationToken)
    {
        var changes = new List<NumberChange>();
        var seen = new HashSet<EntityRef> { record };
        for (var at = record; ;)
        {
            var text = at.ToString();
            var step = await db.Set<CrosswalkEntry>().AsNoTracking().SingleOrDefaultAsync(entry => entry.PortalId == portal && entry.OldRecord == text, cancellationToken);
            // An undo may have led a number back to itself.
            if (step is null || Read(step.CurrentRecord) is not { } next || !seen.Add(next)) return changes;
            var isOurs = step.RunId != CrosswalkEntry.InPortal;
            var isUndo = isOurs && await db.Set<MergeRun>().AnyAsync(run => run.Id == step.RunId && run.UndoOf != null, cancellationToken);
            changes.Add(new NumberChange(at, next, isOurs ? step.RunId : null, isUndo, step.ChangedAt));
            at = next;
        }
    }

    private static IEnumerable<EntityRef> Meant(string? text)
    {
        var trimmed = text?.Trim().ToLowerInvariant() ?? "";
        if (EntityRef.TryParse(trimmed, out var exact)) return [exact];
        return long.TryParse(trimmed.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? s_types.Select(type => new EntityRef(type, id)) : [];
    }

    private static EntityRef? Read(string text) => EntityRef.TryParse(text, out var record) ? record : null;
}
