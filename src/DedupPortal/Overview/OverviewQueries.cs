using DedupPortal.Duplicates;
using DedupPortal.Merging;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Overview;

/// <summary>One portal's bar of the chart. Open counts "later" whose time has come; gone groups are in none.</summary>
public sealed record PortalGroups(PortalId PortalId, string PortalName, PortalState State, int Open, int Postponed, int Rejected, int Merged);

/// <summary>The agency at a glance; every number is counted from the tables at that moment.</summary>
/// <param name="Connected">Portals that can be worked with.</param>
/// <param name="Revoked">Portals that have to be reconnected.</param>
/// <param name="Disconnected">Portals that a person disconnected.</param>
/// <param name="OpenGroups">Groups that wait for a person.</param>
/// <param name="CertainGroups">Those among them whose evidence is enough by itself.</param>
/// <param name="Cards">Cards in the mirror.</param>
/// <param name="Portals">By name, disconnected ones without groups left out.</param>
/// <param name="LastScans">Of each portal, newest first.</param>
/// <param name="FailedScans">Portals whose newest scan failed.</param>
public sealed record OverviewView(
    int Connected, int Revoked, int Disconnected, int OpenGroups, int CertainGroups, int Cards,
    IReadOnlyList<PortalGroups> Portals, IReadOnlyList<ScanProgress> LastScans, int FailedScans)
{
    /// <summary>Merges and undos, newest first, at most <see cref="OverviewQueries.MergesShown"/>.</summary>
    public IReadOnlyList<MergeRow> RecentMerges { get; init; } = [];

    /// <summary>Merges and undos that a person has to look at: paused, or partly done.</summary>
    public int MergesWaiting { get; init; }
}

/// <summary>Counts what the overview shows.</summary>
public sealed class OverviewQueries(IDbContextFactory<PortalDbContext> contexts, ScanQueries scans, MergeQueries merges, TimeProvider clock)
{
    public const int MergesShown = 8;

    public async Task<OverviewView> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var portals = await db.Set<Portal>().AsNoTracking().OrderBy(portal => portal.Name).Select(portal => new { portal.Id, portal.Name, portal.State }).ToListAsync(cancellationToken);
        var counts = (await db.Set<DuplicateGroup>().AsNoTracking()
            .GroupBy(group => new
            {
                group.PortalId,
                State = group.State == GroupState.Postponed && group.PostponedUntil <= now ? GroupState.Open : group.State,
                Certain = group.Classification == Matching.Classification.Match,
            })
            .Select(groups => new { groups.Key, Count = groups.Count() }).ToListAsync(cancellationToken)).ToLookup(row => row.Key.PortalId);
        int Count(PortalId portal, GroupState state) => counts[portal].Where(row => row.Key.State == state).Sum(row => row.Count);
        var bars = portals
            .Select(portal => new PortalGroups(portal.Id, portal.Name, portal.State, Count(portal.Id, GroupState.Open), Count(portal.Id, GroupState.Postponed), Count(portal.Id, GroupState.NotDuplicate), Count(portal.Id, GroupState.Merged)))
            .Where(bar => bar.State is not PortalState.Disconnected || bar.Open + bar.Postponed + bar.Rejected + bar.Merged > 0).ToList();
        var last = await scans.CurrentOfAllAsync(cancellationToken);
        return new OverviewView(
            portals.Count(portal => portal.State is PortalState.Connected),
            portals.Count(portal => portal.State is PortalState.CredentialRevoked),
            portals.Count(portal => portal.State is PortalState.Disconnected),
            bars.Sum(bar => bar.Open),
            counts.SelectMany(rows => rows).Where(row => row.Key is { State: GroupState.Open, Certain: true }).Sum(row => row.Count),
            await db.Set<MirrorRecord>().CountAsync(cancellationToken),
            bars,
            [.. last.Values.OrderByDescending(scan => scan.UpdatedAt)],
            last.Values.Count(scan => scan.State is SyncState.Failed))
        {
            RecentMerges = (await merges.PageAsync(new MergeFilter(), 0, MergesShown, cancellationToken)).Rows,
            MergesWaiting = await db.Set<MergeRun>().CountAsync(run => run.State == MergeState.Paused || run.State == MergeState.NeedsAttention, cancellationToken),
        };
    }
}
