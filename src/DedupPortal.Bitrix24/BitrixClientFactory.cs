using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;

namespace DedupPortal.Bitrix24;

/// <summary>
/// Makes clients, one per credential. All of them share the connections, and clients of one portal share its request
/// counter, because Bitrix24 counts per portal and source address. Keep one factory per process; thread-safe.
/// </summary>
public sealed class BitrixClientFactory : IDisposable
{
    private readonly ConcurrentDictionary<string, RequestBucket> _buckets = new(StringComparer.OrdinalIgnoreCase);
    private readonly BitrixClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AddressGuard _guard;
    private readonly HttpClient _http;

    public BitrixClientFactory(BitrixClientOptions options, TimeProvider time, ILogger<BitrixClient> logger)
        : this(options, time, logger, new AddressGuard(options.AllowedEndpoints))
    {
    }

    internal BitrixClientFactory(BitrixClientOptions options, TimeProvider time, ILogger<BitrixClient> logger, AddressGuard guard)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _guard = guard;
        _http = NewHttpClient(guard, options);
    }

    /// <summary>A client that acts by the webhook. Opens nothing; an address that may not be called shows at the first call.</summary>
    public BitrixClient Create(IncomingWebhook webhook)
    {
        var limit = new RateLimit(_options.RequestsPerSecond, _options.RequestBurst);
        var bucket = _buckets.GetOrAdd(webhook.Portal.Endpoint, _ => new RequestBucket(limit, _time));
        return new BitrixClient(webhook.Portal, new CallSender(webhook, _http, _guard, bucket, _options, _time, _logger));
    }

    public void Dispose() => _http.Dispose();

    private static HttpClient NewHttpClient(AddressGuard guard, BitrixClientOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            // A renamed portal answers 302; following it would turn the POST into a GET.
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(15),
            ConnectCallback = (context, cancellationToken) => guard.ConnectAsync(context.DnsEndPoint, cancellationToken),

            // Traces of the handler would carry the address, and the address of a webhook is its secret.
            ActivityHeadersPropagator = null,
        };
        var http = new HttpClient(handler, disposeHandler: true)
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = options.LargestAnswer,
        };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("DedupPortal/1.0");
        return http;
    }
}
