using System.Collections.Concurrent;

namespace DedupPortal.Bitrix24;

/// <summary>
/// One refresh at a time per portal and application, however many calls of this process found their token expired. Across
/// processes the store's lock does the same.
/// </summary>
internal sealed class TokenRenewal(OAuthClient server)
{
    private readonly ConcurrentDictionary<(string ClientId, string MemberId, Secret Expired), Lazy<Task<BitrixResult<OAuthTokens>>>> _running = new();

    internal Task<BitrixResult<OAuthTokens>> RenewAsync(OAuthAccess access, Secret expired, CancellationToken cancellationToken)
    {
        var key = (access.Application.ClientId, access.MemberId, expired);
        var renewal = _running.GetOrAdd(key, _ => new Lazy<Task<BitrixResult<OAuthTokens>>>(() => RunAsync(access, key)));

        // A caller that gives up must not take the refresh along: the server may have changed the pair already.
        return renewal.Value.WaitAsync(cancellationToken);
    }

    private async Task<BitrixResult<OAuthTokens>> RunAsync(OAuthAccess access, (string ClientId, string MemberId, Secret Expired) key)
    {
        // Not on the caller's stack: the entry must be in the dictionary before it can be taken out.
        await Task.Yield();
        try
        {
            return await access.Tokens.RenewAsync(key.Expired, (tokens, cancellation) => server.RefreshAsync(access.Application, tokens, cancellation), CancellationToken.None);
        }
        finally
        {
            _running.TryRemove(key, out _);
        }
    }
}
