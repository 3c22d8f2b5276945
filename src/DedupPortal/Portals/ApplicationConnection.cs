using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace DedupPortal.Portals;

/// <summary>What a member types to connect a portal by an application. <paramref name="Portal"/>: the one to reconnect, null for a new one.</summary>
public sealed record ApplicationForm(string Host, string ClientId, string ClientSecret, string Name, string TimeZone, PortalId? Portal = null);

/// <summary>Where the browser is to be sent, and the word that must be left in it.</summary>
public sealed record AuthorisationStart(Uri Address, string BrowserWord);

/// <summary>
/// Connects portals by a local or marketplace application: the member's browser is sent to the portal with a state that only this browser
/// can redeem, and comes back with a code. The credential is stored encrypted; change and history entry are one transaction.
/// </summary>
public sealed class ApplicationConnection(
    IDbContextFactory<PortalDbContext> contexts, TenantScope scope, AuditLog audit, BitrixClientFactory factory, CredentialProtection protection,
    IOptions<BitrixClientOptions> options, TimeProvider clock)
{
    /// <summary>
    /// Stores what was typed. Fails with <see cref="ApplicationUnreadable"/>, <see cref="Tenants.FieldInvalid"/>, <see cref="NotThere"/> or
    /// <see cref="NotAllowed"/>; then nothing was stored. Asks nobody.
    /// </summary>
    public async Task<Result<PortalAuthorisationId>> BeginAsync(ApplicationForm form, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Administer) || scope.Actor.AccountId is not { } account) return new NotAllowed(Permission.Administer);
        if (!PortalAddress.TryParse(form.Host, out var address)) return new ApplicationUnreadable("Host");
        var client = form.ClientId.Trim();
        if (!IsClientId(client)) return new ApplicationUnreadable("ClientId");
        if (form.ClientSecret.Trim() is not { Length: > 0 and <= 500 } secret) return new ApplicationUnreadable("ClientSecret");
        if (form.Portal is null && PortalConnection.Invalid(form.Name, form.TimeZone) is { } invalid) return invalid;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (form.Portal is { } portal && !await db.Set<Portal>().AnyAsync(row => row.Id == portal, cancellationToken)) return new NotThere();
        var id = PortalAuthorisationId.New();
        db.Add(new PortalAuthorisation(
            scope.Tenant, id, form.Portal, address.RestRoot.ToString(), address.ToString(), form.Name.Trim(), form.TimeZone, client,
            protection.Seal(scope.Tenant, new PortalId(id.Value), secret), account, clock.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        return id;
    }

    /// <summary>Makes a new state for the attempt; an earlier one no longer counts. Fails with <see cref="NotThere"/> for another member's attempt.</summary>
    public async Task<Result<AuthorisationStart>> SendAsync(PortalAuthorisationId id, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Administer)) return new NotAllowed(Permission.Administer);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var attempt = await db.Set<PortalAuthorisation>().SingleOrDefaultAsync(row => row.Id == id && row.AccountId == scope.Actor.AccountId, cancellationToken);
        if (attempt is null || !PortalAddress.TryFromRestRoot(attempt.Address, out var address)) return new NotThere();
        var (state, word) = (NewWord(), NewWord());
        attempt.Send(Hash(state), Hash(word), clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return new AuthorisationStart(Application(attempt).AuthorizeUrl(address, state), word);
    }

    /// <summary>
    /// The browser is back. Exchanges the code, lets the authorisation server say whose the tokens are, checks the portal, stores. Fails
    /// with <see cref="AuthorisationUnknown"/> (no such state in this browser), or with a failure that the attempt keeps to be shown.
    /// </summary>
    public async Task<Result<PortalId>> ReturnAsync(OAuthRedirect redirect, string? browserWord, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Administer)) return new NotAllowed(Permission.Administer);
        if (await RedeemAsync(redirect.State, browserWord, cancellationToken) is not { } attempt) return new AuthorisationUnknown();
        var connected = await ConnectAsync(attempt, redirect, cancellationToken);
        if (connected.Failure is not { } failure) return connected;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Set<PortalAuthorisation>().SingleOrDefaultAsync(row => row.Id == attempt.Id, cancellationToken);
        row?.Fail(failure);
        await db.SaveChangesAsync(cancellationToken);
        return failure;
    }

    /// <summary>Forgets an attempt. Nothing happens when it is gone.</summary>
    public async Task<Result<Done>> DiscardAsync(PortalAuthorisationId id, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Administer)) return new NotAllowed(Permission.Administer);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Set<PortalAuthorisation>().Where(row => row.Id == id).ExecuteDeleteAsync(cancellationToken);
        return Done.Value;
    }

    private async Task<PortalAuthorisation?> RedeemAsync(string state, string? browserWord, CancellationToken cancellationToken)
    {
        if (browserWord is null || scope.Actor.AccountId is not { } account) return null;
        var hash = Hash(state);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // Locked: a state counts once, also when the browser sends it twice at the same moment.
        var attempt = await db.Set<PortalAuthorisation>().FromSql($"select * from portal.portal_authorisations where state_hash = {hash} for update").SingleOrDefaultAsync(cancellationToken);
        if (attempt?.Redeem(hash, Hash(browserWord), account, clock.GetUtcNow()) != true) return null;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return attempt;
    }

    private async Task<Result<PortalId>> ConnectAsync(PortalAuthorisation attempt, OAuthRedirect redirect, CancellationToken cancellationToken)
    {
        var application = Application(attempt);
        if (!PortalAddress.TryFromRestRoot(attempt.Address, out var asked) || !string.Equals(asked.Endpoint, redirect.Portal.Endpoint, StringComparison.OrdinalIgnoreCase))
            return new AnswerOfOtherPortal(attempt.Host, redirect.Portal.ToString());
        var exchanged = await factory.OAuth.ExchangeCodeAsync(application, Server(redirect.Server), redirect.Code, cancellationToken);
        if (exchanged.Error is { } refused) return ApplicationFailures.From(refused);
        var verified = await factory.OAuth.VerifyAsync(application, exchanged.Value, cancellationToken);
        if (verified.Error is { } unproven) return ApplicationFailures.From(unproven);
        var tokens = verified.Value;
        if (!string.Equals(tokens.MemberId, redirect.MemberId, StringComparison.OrdinalIgnoreCase)) return new AnswerOfOtherPortal(attempt.Host, tokens.Portal.ToString());
        var report = await PortalProbe.CheckAsync(factory.Create(new OAuthAccess(application, tokens.MemberId, tokens.Portal, new FreshTokens(tokens))), cancellationToken);
        if (report.Error is { } error) return PortalFailures.From(error);
        if (!report.Value.IsSufficient) return new PortalInsufficient(report.Value.Gaps);
        return await StoreAsync(attempt, application, tokens, report.Value, cancellationToken);
    }

    private async Task<Result<PortalId>> StoreAsync(PortalAuthorisation attempt, OAuthApplication application, OAuthTokens tokens, PortalReport report, CancellationToken cancellationToken)
    {
        var address = tokens.Portal.RestRoot.ToString();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var known = await db.Set<Portal>().Where(row => row.MemberId == tokens.MemberId || row.Address == address).ToListAsync(cancellationToken);
        var portal = known.Find(row => row.MemberId == tokens.MemberId) ?? known.FirstOrDefault();
        if (attempt.PortalId is { } expected && portal?.Id != expected)
            return new AnswerOfOtherPortal((await db.Set<Portal>().SingleAsync(row => row.Id == expected, cancellationToken)).Host, tokens.Portal.ToString());
        if (attempt.PortalId is null && portal is { State: PortalState.Connected }) return new PortalConnectedAlready(portal.Name);
        var action = portal is null ? AuditAction.PortalConnected : AuditAction.PortalReconnected;
        var now = clock.GetUtcNow();
        if (portal is null) db.Add(portal = new Portal(scope.Tenant, PortalId.New(), attempt.Name, address, tokens.Portal.ToString(), attempt.TimeZone, now));
        else portal.Move(address, tokens.Portal.ToString());
        portal.Identify(tokens.MemberId);
        var id = portal.Id;
        await PortalRows.ConnectAsync(db, portal, report, credential => credential.UseApplication(
            application.ClientId, protection.Seal(scope.Tenant, id, application.ClientSecret.Reveal()), protection.Seal(scope.Tenant, id, tokens.Reveal()), tokens.IssuedAt, now), now, cancellationToken);
        await db.Set<PortalAuthorisation>().Where(row => row.Id == attempt.Id).ExecuteDeleteAsync(cancellationToken);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException conflict) when (conflict is DbUpdateConcurrencyException || conflict.IsUniqueViolation())
        {
            return new ChangedMeanwhile();
        }

        var payload = new JsonObject { ["host"] = portal.Host, ["user"] = portal.UserName, ["name"] = portal.Name, ["application"] = application.ClientId };
        await audit.AppendAsync(db, new AuditRecord(action, $"portal:{id}", payload, id.Value), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return id;
    }

    /// <summary>The redirect names a host only; an allowed server on it says which scheme it speaks.</summary>
    private Uri Server(Uri named) =>
        options.Value.AuthServers.Select(server => new Uri(server)).FirstOrDefault(server => string.Equals(server.Authority, named.Authority, StringComparison.OrdinalIgnoreCase)) ?? named;

    private OAuthApplication Application(PortalAuthorisation attempt) =>
        new(attempt.ClientId, new Secret(protection.Open(scope.Tenant, new PortalId(attempt.Id.Value), attempt.SecretProtected)));

    private static bool IsClientId(string text) => text.Length is > 4 and <= PortalCredential.ClientIdLength && text.Contains('.', StringComparison.Ordinal)
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-');

    private static string NewWord() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static byte[] Hash(string word) => SHA256.HashData(Encoding.UTF8.GetBytes(word));

    /// <summary>A pair that was issued a moment ago and is not stored yet.</summary>
    private sealed class FreshTokens(OAuthTokens tokens) : ITokenStore
    {
        public ValueTask<OAuthTokens> CurrentAsync(CancellationToken cancellationToken) => ValueTask.FromResult(tokens);

        public Task<BitrixResult<OAuthTokens>> RenewAsync(
            Secret expired, Func<OAuthTokens, CancellationToken, Task<BitrixResult<OAuthTokens>>> refresh, CancellationToken cancellationToken) =>
            Task.FromResult<BitrixResult<OAuthTokens>>(new BitrixError.CredentialRevoked("expired_token", ""));
    }
}
