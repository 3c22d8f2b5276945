using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Merging;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace DedupPortal.Removal;

/// <summary>Deletes a portal for good: everything known of it, in one transaction with the entry that says so. The history alone stays.</summary>
public sealed class PortalRemoval(IDbContextFactory<PortalDbContext> contexts, ISchedulerFactory schedulers, AuditLog audit, TenantScope scope)
{
    /// <summary>How long deleting the cards of the largest portals may take.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Deletes credential, cards, groups, decisions, merges with what would undo them, and schedule. Fails with <see cref="NotAllowed"/>,
    /// <see cref="NotThere"/>, <see cref="NameNotConfirmed"/> or <see cref="PortalBusy"/>; then nothing was deleted.
    /// </summary>
    public async Task<Result<Done>> DeleteAsync(PortalId id, string? typedName, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Administer)) return new NotAllowed(Permission.Administer);
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.Database.SetCommandTimeout(Patience);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // Whoever begins a scan or a merge, or writes into the mirror, needs this row: they wait here and then find no portal.
        var portal = await db.Set<Portal>().FromSql($"select *, xmin from portal.portals where id = {id.Value} for update").AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (portal is null) return new NotThere();
        if (!string.Equals(typedName?.Trim(), portal.Name, StringComparison.Ordinal)) return new NameNotConfirmed(portal.Name);
        if (await RunningWork.FindAsync(db, [portal], cancellationToken) is not null) return new PortalBusy(portal.Name);
        await DeleteRowsAsync(db, portal, cancellationToken);
        await audit.AppendAsync(db, new AuditRecord(AuditAction.PortalDeleted, $"portal:{id}", new JsonObject { ["name"] = portal.Name, ["host"] = portal.Host }, id.Value), cancellationToken);
        await PlannedJobs.CommitWithoutAsync(scheduler, transaction, [id], cancellationToken);
        return Done.Value;
    }

    /// <summary>The journal holds on to its rows on purpose, so it is named here; the rest falls with the portal's row, the mirror by its trigger.</summary>
    private static async Task DeleteRowsAsync(PortalDbContext db, Portal portal, CancellationToken cancellationToken)
    {
        var id = portal.Id;
        var runs = db.Set<MergeRun>().Where(run => run.PortalId == id).Select(run => run.Id);
        await db.Set<MergeStepRow>().Where(row => runs.Contains(row.RunId)).ExecuteDeleteAsync(cancellationToken);
        await db.Set<MergeSnapshotRow>().Where(row => runs.Contains(row.RunId)).ExecuteDeleteAsync(cancellationToken);
        await db.Set<LossLedgerEntry>().Where(row => runs.Contains(row.RunId)).ExecuteDeleteAsync(cancellationToken);
        await db.Set<MergeLock>().Where(row => row.PortalId == id).ExecuteDeleteAsync(cancellationToken);
        await db.Set<CrosswalkEntry>().Where(row => row.PortalId == id).ExecuteDeleteAsync(cancellationToken);
        await db.Set<MergeRun>().Where(row => row.PortalId == id).ExecuteDeleteAsync(cancellationToken);
        await db.Set<PortalAuthorisation>().Where(row => row.PortalId == id || row.Address == portal.Address).ExecuteDeleteAsync(cancellationToken);
        if (portal.MemberId is { } member) await db.Set<PortalInstallation>().Where(row => row.MemberId == member).ExecuteDeleteAsync(cancellationToken);
        await db.Set<Portal>().Where(row => row.Id == id).ExecuteDeleteAsync(cancellationToken);
    }
}
