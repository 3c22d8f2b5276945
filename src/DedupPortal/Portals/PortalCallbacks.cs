using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Portals;

/// <summary>What became of a callback. <paramref name="Changed"/>: the portal in which something may have changed, null for none.</summary>
public sealed record CallbackOutcome(bool Accepted, PortalId? Changed = null)
{
    public static readonly CallbackOutcome Refused = new(false);
}

/// <summary>
/// Takes what portals post to this agency's application addresses. Anybody can post there, so nothing is believed that neither the stored
/// application token nor the authorisation server confirms.
/// </summary>
public sealed class PortalCallbacks(
    IDbContextFactory<PortalDbContext> contexts, TenantScope scope, AuditLog audit, BitrixClientFactory factory, CredentialProtection protection, TimeProvider clock)
{
    /// <summary>Installations of portals that nobody connected yet; more are not kept, so that nobody fills the table.</summary>
    private const int MostUnknown = 200;

    /// <summary>Deals with one callback: a request to the authorisation server for an installation, the database alone for the rest.</summary>
    public Task<CallbackOutcome> HandleAsync(PortalCallback callback, CancellationToken cancellationToken) => callback switch
    {
        PortalCallback.Installed installed => InstallAsync(installed.MemberId, installed.Token, installed.Tokens, cancellationToken),
        PortalCallback.Updated updated => InstallAsync(updated.MemberId, updated.Token, updated.Tokens, cancellationToken),
        PortalCallback.Uninstalled removed => UninstallAsync(removed, cancellationToken),
        PortalCallback.Event changed => EventAsync(changed, cancellationToken),
        _ => throw new InvalidOperationException($"No answer to {callback.GetType().Name}."),
    };

    /// <summary>The token is new, so it proves nothing: the authorisation server says whose the tokens beside it are.</summary>
    private async Task<CallbackOutcome> InstallAsync(string member, Secret? token, OAuthTokens tokens, CancellationToken cancellationToken)
    {
        if (token is null) return CallbackOutcome.Refused;
        var described = await factory.OAuth.DescribeAsync(tokens.ServerEndpoint, tokens.AccessToken, cancellationToken);
        if (!described.Succeeded || !string.Equals(described.Value.MemberId, member, StringComparison.OrdinalIgnoreCase)) return CallbackOutcome.Refused;
        var client = described.Value.ClientId;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var installation = await db.Set<PortalInstallation>().SingleOrDefaultAsync(row => row.MemberId == member && row.ClientId == client, cancellationToken);
        if (installation is null)
        {
            if (await db.Set<PortalInstallation>().CountAsync(row => !db.Set<Portal>().Any(portal => portal.MemberId == row.MemberId), cancellationToken) >= MostUnknown)
                return CallbackOutcome.Refused;
            db.Add(installation = new PortalInstallation(scope.Tenant, member, client));
        }

        installation.Install(SealToken(token), clock.GetUtcNow());
        var portal = await RestoreAsync(db, member, client, described.Value, tokens, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new CallbackOutcome(true, portal);
    }

    /// <summary>A portal that is connected by this application gets the new pair: the old one ended with the old installation.</summary>
    private async Task<PortalId?> RestoreAsync(PortalDbContext db, string member, string client, TokenOwner owner, OAuthTokens tokens, CancellationToken cancellationToken)
    {
        var portal = await db.Set<Portal>().SingleOrDefaultAsync(row => row.MemberId == member, cancellationToken);
        if (portal is null) return null;
        var credential = await db.Set<PortalCredential>().SingleOrDefaultAsync(row => row.PortalId == portal.Id && row.ClientId == client, cancellationToken);
        credential?.Rotate(protection.Seal(scope.Tenant, portal.Id, (tokens with { UserId = owner.UserId }).Reveal()), tokens.IssuedAt);
        return credential is null ? null : portal.Id;
    }

    private async Task<CallbackOutcome> UninstallAsync(PortalCallback.Uninstalled removed, CancellationToken cancellationToken)
    {
        if (await FindAsync(removed.MemberId, removed.Token, cancellationToken) is not { } client) return CallbackOutcome.Refused;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Set<PortalInstallation>().Where(row => row.MemberId == removed.MemberId && row.ClientId == client).ExecuteDeleteAsync(cancellationToken);
        var portal = await db.Set<Portal>().SingleOrDefaultAsync(row => row.MemberId == removed.MemberId, cancellationToken);
        if (portal is not null && await db.Set<PortalCredential>().Where(row => row.PortalId == portal.Id && row.ClientId == client).ExecuteDeleteAsync(cancellationToken) > 0)
        {
            portal.RevokeCredential(clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            var payload = new JsonObject { ["host"] = portal.Host, ["name"] = portal.Name, ["application"] = client };
            await audit.AppendAsync(db, new AuditRecord(AuditAction.ApplicationUninstalled, $"portal:{portal.Id}", payload, portal.Id.Value), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return new CallbackOutcome(true);
    }

    private async Task<CallbackOutcome> EventAsync(PortalCallback.Event changed, CancellationToken cancellationToken)
    {
        if (await FindAsync(changed.MemberId, changed.Token, cancellationToken) is null) return CallbackOutcome.Refused;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var portal = await db.Set<Portal>().Where(row => row.MemberId == changed.MemberId && row.State == PortalState.Connected).Select(row => (PortalId?)row.Id).SingleOrDefaultAsync(cancellationToken);
        return new CallbackOutcome(true, portal);
    }

    /// <summary>The application whose stored token this is; null when there is none. Compared in constant time.</summary>
    private async Task<string?> FindAsync(string member, Secret? token, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var installations = await db.Set<PortalInstallation>().AsNoTracking().Where(row => row.MemberId == member).ToListAsync(cancellationToken);
        return installations.Find(row => ApplicationToken.Matches(new Secret(protection.Open(scope.Tenant, s_noPortal, row.TokenProtected)), token))?.ClientId;
    }

    private string SealToken(Secret token) => protection.Seal(scope.Tenant, s_noPortal, token.Reveal());

    /// <summary>An installation is of a portal that may not be connected yet; its purpose names none.</summary>
    private static readonly PortalId s_noPortal = new(Guid.Empty);
}
