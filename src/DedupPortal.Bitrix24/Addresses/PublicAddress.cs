using System.Net;
using System.Net.Sockets;

namespace DedupPortal.Bitrix24;

/// <summary>
/// Tells whether an IP address belongs to the public Internet. Ranges: IANA special-purpose address registries for
/// IPv4 and IPv6, plus the fixed address of a cloud's host agent.
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] s_refused4 = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32");

    private static readonly IPNetwork s_global6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork s_nat64 = IPNetwork.Parse("64:ff9b::/96");

    // Teredo, ORCHID and 6to4 carry other addresses inside; the documentation ranges lead nowhere.
    private static readonly IPNetwork[] s_refused6 = Networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    internal static bool Contains(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetwork) return !Array.Exists(s_refused4, network => network.Contains(address));
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return false;

        // DNS64 gives these for every IPv4 host in an IPv6-only network: judge the address inside.
        if (s_nat64.Contains(address)) return Contains(new IPAddress(address.GetAddressBytes().AsSpan(12)));
        return s_global6.Contains(address) && !Array.Exists(s_refused6, network => network.Contains(address));
    }

    private static IPNetwork[] Networks(params string[] texts) => Array.ConvertAll(texts, IPNetwork.Parse);
}
