using System.Globalization;

namespace DedupPortal.Bitrix24;

/// <summary>
/// Where a portal answers: scheme, host, port and, for an on-premise portal, the folder it lives in. Holds no credential
/// and may be shown and logged. Whether it may be called is <see cref="AddressGuard"/>'s decision.
/// </summary>
public sealed record PortalAddress
{
    private PortalAddress(Uri restRoot) => RestRoot = restRoot;

    /// <summary>The REST root, ending in <c>/rest/</c>: <c>https://acme.example/rest/</c>.</summary>
    public Uri RestRoot { get; }

    /// <summary>Host in lower case, punycode for international names; an IPv6 address without brackets.</summary>
    public string Host => RestRoot.IdnHost;

    /// <summary>Host and port, always both: the form in which <see cref="BitrixClientOptions.AllowedEndpoints"/> is written.</summary>
    public string Endpoint => EndpointOf(Host, RestRoot.Port);

    public bool IsHttps => RestRoot.Scheme == Uri.UriSchemeHttps;

    /// <summary>Address of a card in the portal's own pages.</summary>
    public Uri CardUrl(EntityRef entity) => new(RestRoot, ".." + entity.CardPath);

    /// <summary>The host, with the port when it is not the scheme's own.</summary>
    public override string ToString() => RestRoot.IsDefaultPort ? Host : Endpoint;

    internal static string EndpointOf(string host, int port) => host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[')
        ? string.Create(CultureInfo.InvariantCulture, $"[{host}]:{port}")
        : string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");

    /// <summary>From an absolute http(s) address that ends in <c>/rest/</c>; anything else is a bug of the caller.</summary>
    internal static PortalAddress FromRestRoot(Uri restRoot)
    {
        if (!restRoot.IsAbsoluteUri || restRoot.Scheme is not ("http" or "https") || !restRoot.AbsolutePath.EndsWith("/rest/", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException("Not the REST root of a portal.", nameof(restRoot));
        return new PortalAddress(restRoot);
    }
}
