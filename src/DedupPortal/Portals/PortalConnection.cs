using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Portals;

/// <summary>What a webhook turned out to be: whose portal, as whom, with which gaps. Nothing of it is a secret.</summary>
public sealed record PortalCheck(string Address, string Host, string Masked, PortalReport Report);

/// <summary>Connects, reconnects and disconnects portals. Each change and its history entry are one transaction; the credential is stored encrypted.</summary>
public sealed class PortalConnection(
    IDbContextFactory<PortalDbContext> contexts, TenantScope scope, AuditLog audit, BitrixClientFactory factory, CredentialProtection protection, TimeProvider clock)
{
    /// <summary>Reads the pasted text and asks the portal. Stores nothing. A few seconds at most, or the failure.</summary>
    public async Task<Result<PortalCheck>> CheckAsync(string? pasted, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Administer)) return new NotAllowed(Permission.Administer);
        if (!IncomingWebhook.TryParse(pasted, out var webhook, out var problem)) return new WebhookUnreadable(problem);
        var report = await PortalProbe.CheckAsync(factory.Create(webhook), cancellationToken);
        if (report.Error is { } error) return PortalFailures.From(error);
        return new PortalCheck(webhook.Portal.RestRoot.ToString(), webhook.Portal.ToString(), webhook.Masked, report.Value);
    }

    /// <summary>
    /// Checks again and connects. Fails as <see cref="CheckAsync"/>, and with <see cref="PortalInsufficient"/>,
    /// <see cref="PortalConnectedAlready"/> or <see cref="Tenants.FieldInvalid"/>; then nothing was stored. A portal that was disconnected
    /// before keeps its id and its history.
    /// </summary>
    public async Task<Result<PortalId>> ConnectAsync(string? pasted, string name, string timeZone, CancellationToken cancellationToken)
    {
        if (Invalid(name, timeZone) is { } invalid) return invalid;
        var checkedNow = await CheckAsync(pasted, cancellationToken);
        if (checkedNow.Failure is { } failure) return failure;
        var check = checkedNow.Value;
        if (!check.Report.IsSufficient) return new PortalInsufficient(check.Report.Gaps);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var portal = await db.Set<Portal>().SingleOrDefaultAsync(row => row.Address == check.Address, cancellationToken);
        if (portal is { State: PortalState.Connected }) return new PortalConnectedAlready(portal.Name);
        var action = portal is null ? AuditAction.PortalConnected : AuditAction.PortalReconnected;
        if (portal is null)
        {
            portal = new Portal(scope.Tenant, PortalId.New(), name, check.Address, check.Host, timeZone, clock.GetUtcNow());
            db.Add(portal);
        }
        else
        {
            portal.Change(name, timeZone);
        }

        await StoreAsync(db, portal, pasted!, check, cancellationToken);
        try
        {
            await AppendAsync(db, action, portal, new JsonObject { ["host"] = portal.Host, ["user"] = portal.UserName, ["name"] = portal.Name }, cancellationToken);
        }
        catch (DbUpdateException conflict) when (conflict.IsUniqueViolation())
        {
            return new PortalConnectedAlready(portal.Name);
        }

        await transaction.CommitAsync(cancellationToken);
        return portal.Id;
    }

    /// <summary>Gives a portal a new credential; it must be of the same portal. Fails like <see cref="ConnectAsync"/>; then the old credential stays.</summary>
    public async Task<Result<Done>> ReconnectAsync(PortalId id, string? pasted, CancellationToken cancellationToken)
    {
        var checkedNow = await CheckAsync(pasted, cancellationToken);
        if (checkedNow.Failure is { } failure) return failure;
        var check = checkedNow.Value;
        if (!check.Report.IsSufficient) return new PortalInsufficient(check.Report.Gaps);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var portal = await db.Set<Portal>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (portal is null) return new NotThere();
        if (portal.Address != check.Address) return new WebhookOfOtherPortal(portal.Host, check.Host);
        await StoreAsync(db, portal, pasted!, check, cancellationToken);
        await AppendAsync(db, AuditAction.PortalReconnected, portal, new JsonObject { ["host"] = portal.Host, ["user"] = portal.UserName, ["name"] = portal.Name }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Done.Value;
    }

    /// <summary>Deletes the credential. Groups, merges and history stay.</summary>
    public Task<Result<Done>> DisconnectAsync(PortalId id, CancellationToken cancellationToken) =>
        ChangeAsync(id, AuditAction.PortalDisconnected, async (db, portal) =>
        {
            portal.Disconnect();
            await db.Set<PortalCredential>().Where(row => row.PortalId == id).ExecuteDeleteAsync(cancellationToken);
            return new JsonObject { ["host"] = portal.Host, ["name"] = portal.Name };
        }, cancellationToken);

    public async Task<Result<Done>> ChangeAsync(PortalId id, string name, string timeZone, CancellationToken cancellationToken)
    {
        if (Invalid(name, timeZone) is { } invalid) return invalid;
        return await ChangeAsync(id, AuditAction.PortalChanged, (_, portal) =>
        {
            var before = new JsonObject { ["name"] = portal.Name, ["timeZone"] = portal.TimeZone };
            portal.Change(name, timeZone);
            return Task.FromResult(new JsonObject { ["before"] = before, ["after"] = new JsonObject { ["name"] = portal.Name, ["timeZone"] = portal.TimeZone } });
        }, cancellationToken);
    }

    /// <summary>Notes that the portal refused the credential while a job or page used it. Anybody who works may find that out; it is told once.</summary>
    public async Task ReportRevokedAsync(PortalId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var portal = await db.Set<Portal>().FromSql($"select *, xmin from portal.portals where id = {id.Value} for update").SingleOrDefaultAsync(cancellationToken);
        if (portal is not { State: PortalState.Connected }) return;
        portal.RevokeCredential(clock.GetUtcNow());
        await AppendAsync(db, AuditAction.PortalCredentialRevoked, portal, new JsonObject { ["host"] = portal.Host, ["name"] = portal.Name }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private Task StoreAsync(PortalDbContext db, Portal portal, string pasted, PortalCheck check, CancellationToken cancellationToken)
    {
        _ = IncomingWebhook.TryParse(pasted, out var webhook, out _);
        var sealedAddress = protection.Seal(scope.Tenant, portal.Id, webhook!.Reveal());
        return PortalRows.ConnectAsync(db, portal, check.Report, credential => credential.UseWebhook(sealedAddress, check.Masked, clock.GetUtcNow()), clock.GetUtcNow(), cancellationToken);
    }

    private async Task<Result<Done>> ChangeAsync(PortalId id, AuditAction action, Func<PortalDbContext, Portal, Task<JsonObject>> change, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Administer)) return new NotAllowed(Permission.Administer);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var portal = await db.Set<Portal>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (portal is null) return new NotThere();
        var payload = await change(db, portal);
        try
        {
            await AppendAsync(db, action, portal, payload, cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new ChangedMeanwhile();
        }

        await transaction.CommitAsync(cancellationToken);
        return Done.Value;
    }

    private async Task AppendAsync(PortalDbContext db, AuditAction action, Portal portal, JsonObject payload, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        await audit.AppendAsync(db, new AuditRecord(action, $"portal:{portal.Id}", payload, portal.Id.Value), cancellationToken);
    }

    internal static Tenants.FieldInvalid? Invalid(string name, string timeZone)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Trim().Length > Portal.NameLength) return new Tenants.FieldInvalid("Name");
        return TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _) ? null : new Tenants.FieldInvalid("TimeZone");
    }
}
