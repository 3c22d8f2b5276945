using DedupPortal.Bitrix24;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Portals;

/// <summary>A warning that is due: the portal's token pair ends in so many days unless somebody connects it again.</summary>
public sealed record CredentialEnding(PortalId Portal, string Name, int Days);

/// <summary>What a portal needs once a day although nobody works with it.</summary>
public sealed class PortalUpkeep(
    IDbContextFactory<PortalDbContext> contexts, PortalClients clients, BitrixClientFactory factory, CredentialProtection protection, NewestTokens newest, TenantScope scope,
    TimeProvider clock)
{
    /// <summary>Days before the end at which people are warned.</summary>
    public static readonly IReadOnlyList<int> Warnings = [30, 14, 3];

    /// <summary>A pair this old is renewed although no call needed it: a portal that is not worked with would lose it after 180 days.</summary>
    public static readonly TimeSpan RenewAfter = TimeSpan.FromDays(30);

    /// <summary>Asks the portal again what it is and grants, and keeps the report. Fails when the portal cannot be asked; the old report stays.</summary>
    public async Task<Result<PortalReport>> CheckAsync(PortalId portal, CancellationToken cancellationToken)
    {
        var opened = await clients.OpenAsync(portal, cancellationToken);
        if (opened.Failure is { } failure) return failure;
        var report = await PortalProbe.CheckAsync(opened.Value, cancellationToken);
        if (report.Error is { } error) return PortalFailures.From(error);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Set<Portal>().SingleOrDefaultAsync(row => row.Id == portal, cancellationToken);
        if (row is not { State: PortalState.Connected }) return new NotThere();
        var now = clock.GetUtcNow();
        row.Connect(report.Value.User.Id, report.Value.User.Name, report.Value.User.IsAdmin, report.Value.Scopes, now);
        await PortalRows.RenewAsync(db, row, report.Value, now, cancellationToken);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new ChangedMeanwhile();
        }

        return report.Value;
    }

    /// <summary>
    /// Renews the pair of an application that nobody used for a month. Does nothing for a webhook, a younger pair or a portal that is not
    /// connected. Fails when the authorisation server refuses or cannot be asked; the old pair stays.
    /// </summary>
    public async Task<Result<Done>> RenewAsync(PortalId portal, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var credential = await db.Set<PortalCredential>().AsNoTracking().SingleOrDefaultAsync(row => row.PortalId == portal, cancellationToken);
        if (credential is not { Kind: CredentialKind.Application } || credential.IssuedAt + RenewAfter > clock.GetUtcNow()) return Done.Value;
        if (!OAuthTokens.TryParse(protection.Open(scope.Tenant, portal, credential.Protected), out var tokens))
            throw new InvalidOperationException($"The stored credential of portal {portal} cannot be read.");
        var application = new OAuthApplication(credential.ClientId!, new Secret(protection.Open(scope.Tenant, portal, credential.SecretProtected!)));
        var store = new StoredTokens(contexts, protection, newest, scope.Tenant, portal, tokens);
        var renewed = await store.RenewAsync(tokens.AccessToken, (pair, cancellation) => factory.OAuth.RefreshAsync(application, pair, cancellation), cancellationToken);
        return renewed.Error is { } error ? ApplicationFailures.From(error) : Done.Value;
    }

    /// <summary>The warning that is due for the portal, noted as given; null when none is. Each of <see cref="Warnings"/> is given once for a pair.</summary>
    public async Task<CredentialEnding?> WarnAsync(PortalId portal, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var name = await db.Set<Portal>().Where(row => row.Id == portal && row.State != PortalState.Disconnected).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken);
        var credential = await db.Set<PortalCredential>().SingleOrDefaultAsync(row => row.PortalId == portal, cancellationToken);
        if (name is null || credential?.EndsAt is not { } end || DaysLeft(end, clock.GetUtcNow()) is not { } days) return null;
        var due = Warnings.Where(warning => days <= warning).Min();
        if (credential.WarnedDays <= due) return null;
        credential.Warn(due);
        await db.SaveChangesAsync(cancellationToken);
        return new CredentialEnding(portal, name, days);
    }

    /// <summary>Whole days until the end when that is to be shown; null while it is far away. 0 when it is over.</summary>
    public static int? DaysLeft(DateTimeOffset end, DateTimeOffset now)
    {
        var days = Math.Max(0, (int)Math.Ceiling((end - now).TotalDays));
        return days <= Warnings.Max() ? days : null;
    }
}
