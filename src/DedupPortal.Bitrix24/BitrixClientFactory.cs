using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;

namespace DedupPortal.Bitrix24;

/// <summary>
/// Makes clients, one per credential. All of them share the connections; clients of one portal share its request counter,
/// because Bitrix24 counts per portal and source address, and clients of one credential share its operating time. Keep
/// one factory per process; thread-safe.
/// </summary>
public sealed class BitrixClientFactory : IDisposable
{
    private readonly ConcurrentDictionary<string, RequestBucket> _buckets = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<object, OperatingBudget> _operating = new();
    private readonly BitrixClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AddressGuard _guard;
    private readonly HttpClient _http;
    private readonly HttpExchange _exchange;
    private readonly TokenRenewal _renewal;

    public BitrixClientFactory(BitrixClientOptions options, TimeProvider time, ILogger<BitrixClient> logger)
        : this(options, time, logger, new AddressGuard([.. options.AllowedEndpoints, .. options.AuthServers.Select(EndpointOf)]))
    {
    }

    internal BitrixClientFactory(BitrixClientOptions options, TimeProvider time, ILogger<BitrixClient> logger, AddressGuard guard)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _guard = guard;
        _http = NewHttpClient(guard);
        _exchange = new HttpExchange(_http, options, time);
        OAuth = new OAuthClient(_exchange, options, time, logger);
        _renewal = new TokenRenewal(OAuth);
    }

    /// <summary>The authorisation server of applications.</summary>
    public OAuthClient OAuth { get; }

    /// <summary>What is taken for a portal's rate while its plan is not known: the process's settings.</summary>
    public RateLimit UsualLimit => new(_options.RequestsPerSecond, _options.RequestBurst);

    /// <summary>A client that acts by the webhook. Opens nothing; an address that may not be called shows at the first call.</summary>
    public BitrixClient Create(IncomingWebhook webhook, CallPolicy? policy = null) => Create(new WebhookCredential(webhook), policy);

    /// <summary>A client that acts by an application's tokens, and refreshes them when the portal says that they ran out.</summary>
    public BitrixClient Create(OAuthAccess access, CallPolicy? policy = null) => Create(new ApplicationCredential(access, _renewal), policy);

    public void Dispose()
    {
        _http.Dispose();
        foreach (var bucket in _buckets.Values) bucket.Dispose();
    }

    private BitrixClient Create(ICredential credential, CallPolicy? policy)
    {
        policy ??= CallPolicy.Default;
        var bucket = _buckets.GetOrAdd(credential.Portal.Endpoint, _ => new RequestBucket(policy.Limit ?? UsualLimit, _time));
        if (policy.Limit is { } limit) bucket.Limit = limit;
        var operating = _operating.GetOrAdd(credential.BudgetKey, _ => new OperatingBudget(_options.OperatingLimit, _time));
        return new BitrixClient(new CallSender(credential, _exchange, _guard, new PortalLimits(bucket, operating), policy, _options, _time, _logger));
    }

    /// <summary>The operator names these servers, so they are trusted as allowed endpoints are; the validation has seen that each is an address.</summary>
    private static string EndpointOf(string server) =>
        Uri.TryCreate(server, UriKind.Absolute, out var address) ? PortalAddress.EndpointOf(address.IdnHost, address.Port) : server;

    private static HttpClient NewHttpClient(AddressGuard guard)
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
        var http = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("DedupPortal/1.0");
        return http;
    }
}
