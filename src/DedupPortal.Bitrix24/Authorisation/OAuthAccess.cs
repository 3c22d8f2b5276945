namespace DedupPortal.Bitrix24;

/// <summary>
/// Where the product keeps the token pair of one portal. The client needs no more of it than this; a database row with
/// a lock fulfils it for any number of processes.
/// </summary>
public interface ITokenStore
{
    /// <summary>The pair as it is stored now. Asked once per call, so it should come from memory when it can.</summary>
    ValueTask<OAuthTokens> CurrentAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the pair whose access token ran out. To be done under a lock that all processes share: read the stored
    /// pair; if its access token is no longer <paramref name="expired"/>, somebody has refreshed already, give that pair
    /// and call nothing; otherwise call <paramref name="refresh"/> with it, store what comes back and give it, all before
    /// the lock is released. The old refresh token is dead by then, so a pair that was not stored is lost. An error of
    /// <paramref name="refresh"/> is given as it is and changes nothing.
    /// </summary>
    Task<BitrixResult<OAuthTokens>> RenewAsync(
        Secret expired, Func<OAuthTokens, CancellationToken, Task<BitrixResult<OAuthTokens>>> refresh, CancellationToken cancellationToken);
}

/// <summary>
/// An application's way into one portal. <paramref name="MemberId"/> names the portal; <paramref name="Portal"/> is its
/// address as known.
/// </summary>
public sealed record OAuthAccess(OAuthApplication Application, string MemberId, PortalAddress Portal, ITokenStore Tokens);
