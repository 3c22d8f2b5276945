using DedupPortal.Web.Setup;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace DedupPortal.Web.Security;

/// <summary>
/// The absolute addresses that leave the site, in mails and invitation links. The host that a request names is believed only on this
/// machine: otherwise anybody could order a mail whose link leads to a site of theirs.
/// </summary>
public sealed partial class SiteAddress(IOptions<SiteOptions> site, IHttpContextAccessor http, IServer server, ILogger<SiteAddress> logger)
{
    /// <summary>The absolute form of a path that begins with a slash.</summary>
    public string Of(string path) => Root() + path;

    private string Root()
    {
        if (!string.IsNullOrEmpty(site.Value.PublicAddress))
            return site.Value.PublicAddress;
        if (http.HttpContext?.Request is { } request && IsThisMachine(request.Host.Host))
            return $"{request.Scheme}://{request.Host.Value}";
        NoAddress(logger);
        return server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()?.TrimEnd('/') ?? HostingSetup.DefaultAddress;
    }

    private static bool IsThisMachine(string host) => host is "localhost" or "127.0.0.1" or "[::1]";

    [LoggerMessage(LogLevel.Warning, "Site:PublicAddress is not set: links in mails and invitations begin with the address that this program listens on")]
    private static partial void NoAddress(ILogger logger);
}
