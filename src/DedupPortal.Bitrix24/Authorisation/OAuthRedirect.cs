using System.Diagnostics.CodeAnalysis;

namespace DedupPortal.Bitrix24;

/// <summary>
/// What the portal sends a person back with. Nothing of it is proven: <paramref name="State"/> has to be the one that was
/// given to this browser, and the rest counts only once the code was exchanged. <paramref name="Server"/> is the
/// authorisation server that the portal names, called only when the settings allow it.
/// </summary>
public sealed record OAuthRedirect(Secret Code, string State, string MemberId, PortalAddress Portal, Uri Server)
{
    /// <summary>Reads the query's values; <paramref name="value"/> gives one by name, or null. False when a part is missing.</summary>
    public static bool TryRead(Func<string, string?> value, [NotNullWhen(true)] out OAuthRedirect? redirect)
    {
        redirect = null;
        if (value("code") is not { Length: > 0 and <= 512 } code || string.IsNullOrWhiteSpace(code) || value("state") is not { Length: > 0 } state
            || value("member_id") is not { Length: > 0 } member || !PortalAddress.TryParse(value("domain"), out var portal)
            || ServerOf(value("server_domain")) is not { } server) return false;
        redirect = new OAuthRedirect(new Secret(code), state, member, portal, server);
        return true;
    }

    // A bare host in the cloud; with scheme or port where a portal has its own server.
    private static Uri? ServerOf(string? domain)
    {
        var text = domain?.Trim() ?? "";
        if (!text.Contains("://", StringComparison.Ordinal)) text = "https://" + text;
        return Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Host.Length > 0 ? server : null;
    }
}
