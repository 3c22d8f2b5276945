using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Merging;

/// <summary>Reads the current agency's bulk runs.</summary>
public sealed class BulkQueries(IDbContextFactory<PortalDbContext> contexts, PortalClients clients)
{
    /// <summary>Runs of all portals, or of one, newest first.</summary>
    public async Task<BulkPage> PageAsync(PortalId? portal, int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var query = db.Set<BulkRun>().AsNoTracking().Where(run => portal == null || run.PortalId == portal);
        var total = await query.CountAsync(cancellationToken);
        var runs = await query.OrderByDescending(run => run.CreatedAt).ThenByDescending(run => run.Id).Skip(skip).Take(take).ToListAsync(cancellationToken);
        return new BulkPage(await RowsAsync(db, runs, cancellationToken), total);
    }

    /// <summary>One run in a list's form: what a page polls while the job works. Null when it is not there.</summary>
    public async Task<BulkRow?> ProgressAsync(BulkRunId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var run = await db.Set<BulkRun>().AsNoTracking().Where(run => run.Id == id).ToListAsync(cancellationToken);
        return (await RowsAsync(db, run, cancellationToken)).SingleOrDefault();
    }

    /// <summary>One run with its groups; null when it is not there.</summary>
    public async Task<BulkView?> FindAsync(BulkRunId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var run = await db.Set<BulkRun>().AsNoTracking().Where(run => run.Id == id).ToListAsync(cancellationToken);
        if (run.Count == 0) return null;
        var groups = await db.Set<BulkGroup>().AsNoTracking().Where(group => group.RunId == id).OrderBy(group => group.Ordinal).ToListAsync(cancellationToken);
        var merges = groups.Select(group => group.MergeId).OfType<MergeId>().ToList();
        var undone = (await db.Set<MergeRun>().AsNoTracking().Where(undo => undo.UndoOf != null && merges.Contains(undo.UndoOf.Value) && undo.UndoneRecord == null && undo.State != MergeState.Failed)
            .Select(undo => undo.UndoOf!.Value).ToListAsync(cancellationToken)).ToHashSet();
        var planned = groups.Where(group => group.State is BulkGroupState.Planned).ToList();
        return new BulkView(
            (await RowsAsync(db, run, cancellationToken)).Single(),
            Totals([.. groups.Where(group => group.PlanHash is not null && group.State is not BulkGroupState.Excluded)], (await clients.RateAsync(run[0].PortalId, cancellationToken)).PerSecond),
            [.. groups.Select(group => Row(group, group.MergeId is { } merge && undone.Contains(merge)))],
            BulkRows.Hash(planned.Select(group => (group.Ordinal, group.PlanHash))),
            planned.Count > BulkRun.MostUntyped);
    }

    private static BulkTotals Totals(IReadOnlyList<BulkGroup> groups, double perSecond)
    {
        var calls = groups.Sum(group => group.Calls);
        var losses = groups.SelectMany(group => group.LossesByField).GroupBy(loss => loss.Key)
            .Select(field => KeyValuePair.Create(field.Key, new BulkLoss(field.First().Value.Title, field.Sum(loss => loss.Value.Count))))
            .OrderByDescending(loss => loss.Value.Count).ThenBy(loss => loss.Key, StringComparer.Ordinal).ToList();
        return new BulkTotals(
            groups.Count, groups.Sum(group => group.Deleted), calls, TimeSpan.FromSeconds(calls / perSecond), groups.Sum(group => group.Losses), losses,
            groups.Sum(group => group.Exact), groups.Sum(group => group.Approximate), groups.Sum(group => group.Impossible), groups.Min(group => group.Reversibility));
    }

    private static BulkGroupRow Row(BulkGroup group, bool isUndone) => new(
        group.Ordinal, group.GroupId, group.Title, group.Records, group.State, group.Mode, group.Survivor, group.Calls, group.Deleted, group.Losses, group.Reversibility, group.Level,
        group.MergeId, isUndone, group.ReasonCode, group.ReasonParameters, group.FinishedAt);

    private static async Task<IReadOnlyList<BulkRow>> RowsAsync(PortalDbContext db, IReadOnlyList<BulkRun> runs, CancellationToken cancellationToken)
    {
        var ids = runs.Select(run => run.Id).ToList();
        var places = runs.Select(run => run.PortalId).Distinct().ToList();
        var names = await db.Set<Portals.Portal>().AsNoTracking().Where(portal => places.Contains(portal.Id)).ToDictionaryAsync(portal => portal.Id, portal => portal.Name, cancellationToken);
        var counts = (await db.Set<BulkGroup>().AsNoTracking().Where(group => ids.Contains(group.RunId)).GroupBy(group => new { group.RunId, group.State })
            .Select(states => new { states.Key.RunId, states.Key.State, Count = states.Count() }).ToListAsync(cancellationToken)).ToLookup(row => row.RunId);
        return [.. runs.Select(run => new BulkRow(
            run.Id, run.PortalId, names[run.PortalId], run.State, run.DeletesNothing, run.CreatedByName, run.CreatedAt, run.ApprovedByName, run.ApprovedAt, run.FinishedAt, run.Reason,
            run.CauseCode, run.CauseParameters, run.Rules, counts[run.Id].ToDictionary(row => row.State, row => row.Count)))];
    }
}
