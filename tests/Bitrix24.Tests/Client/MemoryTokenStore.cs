namespace DedupPortal.Bitrix24.Tests.Client;

/// <summary>A token store as a database row would be: one lock for all processes, a list of what was stored.</summary>
internal sealed class MemoryTokenStore(OAuthTokens first) : ITokenStore, IDisposable
{
    private readonly SemaphoreSlim _lock = new(1);

    internal OAuthTokens Stored { get; private set; } = first;

    internal int Writes { get; private set; }

    public ValueTask<OAuthTokens> CurrentAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Stored);

    public async Task<BitrixResult<OAuthTokens>> RenewAsync(
        Secret expired, Func<OAuthTokens, CancellationToken, Task<BitrixResult<OAuthTokens>>> refresh, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            if (Stored.AccessToken != expired) return Stored;
            var renewed = await refresh(Stored, cancellationToken);
            if (renewed.Error is { } error) return error;
            Stored = renewed.Value;
            Writes++;
            return renewed;
        }
        finally
        {
            _lock.Release();
        }
    }

    public void Dispose() => _lock.Dispose();
}
