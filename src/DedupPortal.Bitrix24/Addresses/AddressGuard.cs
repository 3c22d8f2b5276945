using System.Net;
using System.Net.Sockets;

namespace DedupPortal.Bitrix24;

/// <summary>
/// Keeps portal addresses typed by people from reaching the inside of our network. A host is resolved once, every
/// address it has must be public, and the connection is made to a checked address, so a name that changes its mind
/// between check and connect gains nothing. Endpoints listed in <see cref="BitrixClientOptions.AllowedEndpoints"/> are
/// exempt from both the range check and the https rule.
/// </summary>
public sealed class AddressGuard
{
    /// <summary>Code of the refusal of plain http.</summary>
    public const string HttpsRequired = "HTTPS_REQUIRED";

    /// <summary>Code of the refusal of a host with an address that is not public.</summary>
    public const string NotPublic = "ADDRESS_NOT_PUBLIC";

    private readonly HashSet<string> _allowed;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;

    public AddressGuard(IEnumerable<string> allowedEndpoints)
        : this(allowedEndpoints, Dns.GetHostAddressesAsync)
    {
    }

    internal AddressGuard(IEnumerable<string> allowedEndpoints, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        _allowed = new HashSet<string>(allowedEndpoints, StringComparer.OrdinalIgnoreCase);
        _resolve = resolve;
    }

    /// <summary>What is wrong with the address as written, before any name is resolved; null when nothing is.</summary>
    public BitrixError.AddressRefused? Check(PortalAddress portal)
    {
        if (_allowed.Contains(portal.Endpoint)) return null;
        if (!portal.IsHttps) return new BitrixError.AddressRefused(HttpsRequired, "");
        return IPAddress.TryParse(portal.Host, out var address) && !PublicAddress.Contains(address)
            ? new BitrixError.AddressRefused(NotPublic, "")
            : null;
    }

    /// <summary>Opens the connection; for <see cref="System.Net.Http.SocketsHttpHandler.ConnectCallback"/>.</summary>
    internal async ValueTask<Stream> ConnectAsync(DnsEndPoint endpoint, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(endpoint.Host, out var literal)
            ? [literal]
            : await _resolve(endpoint.Host, cancellationToken);
        if (addresses.Length == 0) throw new SocketException((int)SocketError.HostNotFound);

        var allowed = _allowed.Contains(PortalAddress.EndpointOf(endpoint.Host, endpoint.Port));
        if (!allowed && !Array.TrueForAll(addresses, PublicAddress.Contains)) throw new AddressRefusedException(NotPublic);

        for (var index = 0; ; index++)
        {
            var socket = new Socket(addresses[index].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(addresses[index], endpoint.Port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (index + 1 < addresses.Length)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}

/// <summary>Carries a refusal out of the HTTP handler, which knows exceptions only.</summary>
internal sealed class AddressRefusedException(string code) : IOException("The address is refused.")
{
    internal string Code { get; } = code;
}
