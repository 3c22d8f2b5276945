using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;

namespace DedupPortal.Web.Embedded;

/// <summary>What the demo keeps from one start to the next: where its portal answers, and the demo user's password.</summary>
internal sealed record DemoSettings(int Port, string WebhookSecret, string Password)
{
    public const string Email = "demo@dedupportal.example";

    /// <summary>Reads the file in the folder, or makes one with a free port and new secrets.</summary>
    public static async Task<DemoSettings> ReadOrCreateAsync(string folder, CancellationToken cancellationToken)
    {
        var text = await OwnerOnlyFile.ReadOrCreateAsync(Path.Combine(folder, "demo.json"), () => JsonSerializer.Serialize(New()), cancellationToken);
        return JsonSerializer.Deserialize<DemoSettings>(text) ?? throw new InvalidDataException("demo.json is empty.");
    }

    private static DemoSettings New()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        // Letters that nobody mistakes for one another, because the password is read from a console.
        const string letters = "abcdefghjkmnpqrstuvwxyz23456789";
        var password = string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(letters, 4)));
        return new DemoSettings(((IPEndPoint)probe.LocalEndpoint).Port, RandomNumberGenerator.GetHexString(16, lowercase: true), password);
    }
}
