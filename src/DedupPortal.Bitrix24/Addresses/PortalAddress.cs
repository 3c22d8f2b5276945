using System.Diagnostics.CodeAnalysis;
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

    /// <summary>
    /// Reads what people write for a portal: its host, or any address of its pages; https unless the text says http. The
    /// folder of an on-premise portal is known only from a text that holds <c>/rest/</c>. False for anything else.
    /// </summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PortalAddress? portal)
    {
        portal = null;
        var address = text?.Trim() ?? "";
        if (address.Length is 0 or > 2048) return false;
        if (!address.Contains("://", StringComparison.Ordinal)) address = "https://" + address;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0 || uri.UserInfo.Length > 0) return false;
        var rest = uri.AbsolutePath.IndexOf("/rest/", StringComparison.OrdinalIgnoreCase);
        portal = new PortalAddress(new Uri(uri.GetLeftPart(UriPartial.Authority) + (rest < 0 ? "/rest/" : uri.AbsolutePath[..(rest + "/rest/".Length)])));
        return true;
    }

    /// <summary>Reads a <c>client_endpoint</c>: an http(s) address that ends in <c>/rest/</c>. False for anything else.</summary>
    public static bool TryFromRestRoot(string? endpoint, [NotNullWhen(true)] out PortalAddress? portal)
    {
        portal = null;
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0
            || uri.Query.Length > 0 || uri.Fragment.Length > 0 || !uri.AbsolutePath.EndsWith("/rest/", StringComparison.OrdinalIgnoreCase)) return false;
        portal = new PortalAddress(uri);
        return true;
    }

    /// <summary>The same portal at the host of <paramref name="location"/>, its folder kept; null when that would give up https.</summary>
    internal static PortalAddress? Moved(Uri asked, Uri location)
    {
        if (asked.Scheme == Uri.UriSchemeHttps && location.Scheme != Uri.UriSchemeHttps) return null;
        var path = asked.AbsolutePath;
        var rest = path.IndexOf("/rest/", StringComparison.OrdinalIgnoreCase);
        return rest < 0 ? null : new PortalAddress(new Uri(location.GetLeftPart(UriPartial.Authority) + path[..(rest + "/rest/".Length)]));
    }

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
