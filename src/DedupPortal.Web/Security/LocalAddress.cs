namespace DedupPortal.Web.Security;

/// <summary>Keeps redirects inside the site: an address that somebody put into a link never leads elsewhere.</summary>
public static class LocalAddress
{
    /// <summary>The address when it is a path of this site; otherwise the first page. Never null.</summary>
    public static string OrHome(string? address) => IsLocal(address) ? address! : PortalUrls.Overview;

    /// <summary>
    /// True for "/", "/path" and "/path?query". False for null, relative paths, other sites, "//site", "/\site" and
    /// anything with a control character, which browsers drop before they read the address.
    /// </summary>
    public static bool IsLocal(string? address) =>
        address is ['/', ..]
        && (address.Length == 1 || address[1] is not ('/' or '\\'))
        && !address.Any(char.IsControl);
}
