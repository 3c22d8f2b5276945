using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Portals;

/// <summary>Opens clients of the current agency's portals.</summary>
public sealed class PortalClients(
    IDbContextFactory<PortalDbContext> contexts, CredentialProtection protection, NewestTokens newest, BitrixClientFactory factory, AuditLog audit, TimeProvider clock)
{
    /// <summary>Name of our own queue at portals: what we write ourselves leaves no events in it.</summary>
    public const string Connector = "dedupportal";

    /// <summary>
    /// A client for the portal, for a person's click unless the lane says otherwise. Fails with <see cref="NotThere"/> or
    /// <see cref="PortalNotConnected"/>. Three reads of the database by key, none of the portal. Requests go at the rate of the plan that the last
    /// check found. A portal that moved is followed and its new address stored.
    /// </summary>
    public async Task<Result<BitrixClient>> OpenAsync(PortalId portal, CancellationToken cancellationToken, CallLane lane = CallLane.Person)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Set<Portal>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == portal, cancellationToken);
        if (row is null) return new NotThere();
        var credential = await db.Set<PortalCredential>().AsNoTracking().SingleOrDefaultAsync(credential => credential.PortalId == portal, cancellationToken);
        if (row.State is not PortalState.Connected || credential is null) return new PortalNotConnected(row.Name);
        var policy = new CallPolicy
        {
            Lane = lane,
            Limit = await LimitAsync(db, portal, cancellationToken),
            AuthConnector = credential.Kind is CredentialKind.Application ? Connector : null,
            OnRenamed = (address, cancellation) => MoveAsync(portal, address, cancellation),
        };
        var text = protection.Open(row.TenantId, portal, credential.Protected);
        if (credential.Kind is CredentialKind.Webhook)
            return IncomingWebhook.TryParse(text, out var webhook, out var problem)
                ? factory.Create(webhook, policy)
                : throw new InvalidOperationException($"The stored credential of portal {portal} cannot be read: {problem}.");
        if (!OAuthTokens.TryParse(text, out var tokens) || !PortalAddress.TryFromRestRoot(row.Address, out var address))
            throw new InvalidOperationException($"The stored credential of portal {portal} cannot be read.");
        var application = new OAuthApplication(credential.ClientId!, new Secret(protection.Open(row.TenantId, portal, credential.SecretProtected!)));
        return factory.Create(new OAuthAccess(application, tokens.MemberId, address, new StoredTokens(contexts, protection, newest, row.TenantId, portal, tokens)), policy);
    }

    /// <summary>The portal's queue of changes, our own one where the plan has it; null when the last check found none.</summary>
    public async Task<OfflineQueue?> QueueAsync(PortalId portal, BitrixClient client, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await ReportAsync(db, portal, cancellationToken) is { HasOfflineEvents: true } report ? new OfflineQueue(client, report.HasOwnQueue ? Connector : null) : null;
    }

    /// <summary>How fast the portal may be asked, for those who say how long something will take. One read by key.</summary>
    public async Task<RateLimit> RateAsync(PortalId portal, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await LimitAsync(db, portal, cancellationToken);
    }

    private static async Task<PortalReport?> ReportAsync(PortalDbContext db, PortalId portal, CancellationToken cancellationToken) =>
        await db.Set<PortalCapabilities>().Where(row => row.PortalId == portal).Select(row => row.Report).SingleOrDefaultAsync(cancellationToken) is { } text ? StoredReport.Read(text) : null;

    /// <summary>The plan's rate, or the usual one where the operator has set a faster one or the plan is not known.</summary>
    private async Task<RateLimit> LimitAsync(PortalDbContext db, PortalId portal, CancellationToken cancellationToken) =>
        (await ReportAsync(db, portal, cancellationToken))?.Plan?.Limit is { } limit && limit.PerSecond > factory.UsualLimit.PerSecond ? limit : factory.UsualLimit;

    /// <summary>
    /// Stores the address that a renamed portal names. It is the word of the old address, which already had the credential; an address that
    /// another portal of the agency has is refused.
    /// </summary>
    private async Task<bool> MoveAsync(PortalId id, PortalAddress address, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var portal = await db.Set<Portal>().FromSql($"select *, xmin from portal.portals where id = {id.Value} for update").SingleAsync(cancellationToken);
        var root = address.RestRoot.ToString();
        if (portal.Address == root) return true;
        if (await db.Set<Portal>().AnyAsync(other => other.Address == root, cancellationToken)) return false;
        var credential = await db.Set<PortalCredential>().SingleAsync(row => row.PortalId == id, cancellationToken);
        var payload = new JsonObject { ["name"] = portal.Name, ["before"] = new JsonObject { ["host"] = portal.Host }, ["after"] = new JsonObject { ["host"] = address.ToString() } };
        portal.Move(root, address.ToString());
        if (credential.Kind is CredentialKind.Webhook && IncomingWebhook.TryParse(protection.Open(portal.TenantId, id, credential.Protected), out var webhook, out _))
        {
            var moved = webhook.At(address);
            credential.UseWebhook(protection.Seal(portal.TenantId, id, moved.Reveal()), moved.Masked, clock.GetUtcNow());
        }

        await db.SaveChangesAsync(cancellationToken);
        await audit.AppendAsync(db, new AuditRecord(AuditAction.PortalMoved, $"portal:{id}", payload, id.Value, Actor.System), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
