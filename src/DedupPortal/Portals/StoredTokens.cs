using System.Collections.Concurrent;
using DedupPortal.Bitrix24;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Portals;

/// <summary>
/// The token pair of one portal in the database. However many processes find it expired, it is renewed once: under the row's lock, and
/// stored before anybody uses it, because the old refresh token is dead by then.
/// </summary>
internal sealed class StoredTokens(
    IDbContextFactory<PortalDbContext> contexts, CredentialProtection protection, NewestTokens newest, TenantId tenant, PortalId portal, OAuthTokens tokens) : ITokenStore
{
    public ValueTask<OAuthTokens> CurrentAsync(CancellationToken cancellationToken) => ValueTask.FromResult(newest.Of(portal, tokens));

    public async Task<BitrixResult<OAuthTokens>> RenewAsync(
        Secret expired, Func<OAuthTokens, CancellationToken, Task<BitrixResult<OAuthTokens>>> refresh, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var row = await db.Set<PortalCredential>().FromSql($"select * from portal.portal_credentials where portal_id = {portal.Value} for update").SingleOrDefaultAsync(cancellationToken);
        if (row is not { Kind: CredentialKind.Application } || !OAuthTokens.TryParse(protection.Open(tenant, portal, row.Protected), out var stored))
            return new BitrixError.CredentialRevoked("NO_CREDENTIAL", "");
        if (stored.AccessToken != expired) return newest.Of(portal, stored);
        var renewed = await refresh(stored, cancellationToken);
        if (renewed.Error is { } error) return error;
        row.Rotate(protection.Seal(tenant, portal, renewed.Value.Reveal()), renewed.Value.IssuedAt);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return newest.Of(portal, renewed.Value);
    }
}

/// <summary>
/// The newest pair of each portal that this process has seen: calls that were under way when another one renewed it go on with the new
/// one. Singleton, thread-safe.
/// </summary>
public sealed class NewestTokens
{
    private readonly ConcurrentDictionary<PortalId, OAuthTokens> _pairs = new();

    /// <summary>This pair or the one that replaced it.</summary>
    internal OAuthTokens Of(PortalId portal, OAuthTokens tokens) =>
        _pairs.AddOrUpdate(portal, tokens, (_, known) => known.IssuedAt > tokens.IssuedAt && known.MemberId == tokens.MemberId ? known : tokens);
}
