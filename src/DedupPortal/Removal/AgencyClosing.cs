using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Portals;
using DedupPortal.Schedules;
using DedupPortal.Storage;
using DedupPortal.Tenants;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace DedupPortal.Removal;

/// <summary>Deletes an agency in two steps: at once nobody can act for it any more, after <see cref="Grace"/> nothing of it is left.</summary>
public sealed class AgencyClosing(IDbContextFactory<PortalDbContext> contexts, ISchedulerFactory schedulers, AuditLog audit, TenantScope scope)
{
    /// <summary>How long an operator can still bring it back. The database function <c>forget_tenant</c> waits as long, by its own clock.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(7);

    /// <summary>
    /// Deletes the credentials of all portals, the schedules and the open invitations, takes every member's way in, and asks for the removal
    /// of the rest. Fails with <see cref="NotAllowed"/>, <see cref="NameNotConfirmed"/> or <see cref="PortalBusy"/>; then nothing was changed.
    /// </summary>
    public async Task<Result<Done>> CloseAsync(string? typedName, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.OwnAgency)) return new NotAllowed(Permission.OwnAgency);
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var agency = await db.Set<Tenant>().FromSql($"select * from portal.tenants where tenant_id = {scope.Tenant.Value} for update").AsNoTracking().SingleAsync(cancellationToken);
        if (!string.Equals(typedName?.Trim(), agency.Name, StringComparison.Ordinal)) return new NameNotConfirmed(agency.Name);
        if (await db.Set<TenantClosure>().AnyAsync(cancellationToken)) return new ChangedMeanwhile();
        var portals = await db.Set<Portal>().FromSql($"select *, xmin from portal.portals for update").ToListAsync(cancellationToken);
        if (await RunningWork.FindAsync(db, portals, cancellationToken) is { } busy) return new PortalBusy(busy.Name);
        portals.ForEach(portal => portal.Disconnect());
        await db.Set<PortalCredential>().ExecuteDeleteAsync(cancellationToken);
        await db.Set<PortalAuthorisation>().ExecuteDeleteAsync(cancellationToken);
        await db.Set<PortalInstallation>().ExecuteDeleteAsync(cancellationToken);
        await db.Set<Schedule>().ExecuteDeleteAsync(cancellationToken);
        await db.Set<Invitation>().ExecuteDeleteAsync(cancellationToken);

        // A member without an agency cannot sign in, and a new stamp ends the sessions that are open; the accounts themselves go with the rest.
        var members = db.Set<TenantMember>().Select(member => member.AccountId);
        var stamp = Guid.NewGuid().ToString("N");
        await db.Set<Account>().Where(account => members.Contains(account.Id))
            .ExecuteUpdateAsync(row => row.SetProperty(account => account.TenantId, (TenantId?)null).SetProperty(account => account.SecurityStamp, stamp), cancellationToken);
        db.Add(new TenantClosure(scope.Tenant));
        await db.SaveChangesAsync(cancellationToken);
        await audit.AppendAsync(db, new AuditRecord(AuditAction.AgencyClosed, "agency", new JsonObject { ["name"] = agency.Name, ["portals"] = portals.Count }), cancellationToken);
        await PlannedJobs.CommitWithoutAsync(scheduler, transaction, portals.Select(portal => portal.Id), cancellationToken);
        return Done.Value;
    }

    /// <summary>Removes every row of the current agency, the history and the members' accounts too, when it was closed long enough ago; otherwise nothing. Says which.</summary>
    public async Task<bool> ForgetAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.Set<TenantClosure>().AnyAsync(cancellationToken)) return false;
        db.Database.SetCommandTimeout(TimeSpan.FromHours(1));
        return await db.Database.SqlQuery<bool>($"""select portal.forget_tenant({scope.Tenant.Value}) as "Value" """).SingleAsync(cancellationToken);
    }
}
