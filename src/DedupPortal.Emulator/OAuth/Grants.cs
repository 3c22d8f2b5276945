using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.OAuth;

internal sealed class AuthorizationCode
{
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(30);

    public string ClientId { get; set; } = "";

    public int UserId { get; set; }

    public DateTimeOffset Expires { get; set; }

    public bool Used { get; set; }
}

internal sealed class AccessToken
{
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(3600);

    public string ClientId { get; set; } = "";

    public int UserId { get; set; }

    public DateTimeOffset Expires { get; set; }
}

internal sealed class RefreshToken
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(180);

    public string ClientId { get; set; } = "";

    public int UserId { get; set; }

    public DateTimeOffset Expires { get; set; }

    public bool Replaced { get; set; }
}

/// <summary>Everything the authorisation server has handed out, by its text. Expired tokens stay: they are answered differently from unknown ones.</summary>
internal sealed class Grants
{
    public Dictionary<string, AuthorizationCode> Codes { get; set; } = [];

    public Dictionary<string, AccessToken> Access { get; set; } = [];

    public Dictionary<string, RefreshToken> Refresh { get; set; } = [];

    public string AddCode(PortalClock clock, string clientId, int userId)
    {
        var code = Secrets.Hex(16);
        Codes[code] = new AuthorizationCode { ClientId = clientId, UserId = userId, Expires = clock.Instant() + AuthorizationCode.Life };
        return code;
    }

    public TokenPair AddPair(PortalClock clock, string clientId, int userId)
    {
        var pair = new TokenPair(Secrets.Hex(35), Secrets.Hex(35), userId, clock.Instant() + AccessToken.Life);
        Access[pair.Access] = new AccessToken { ClientId = clientId, UserId = userId, Expires = pair.Expires };
        Refresh[pair.Refresh] = new RefreshToken { ClientId = clientId, UserId = userId, Expires = clock.Instant() + RefreshToken.Life };
        return pair;
    }

    /// <summary>The application left the portal: nothing it holds can be renewed any more.</summary>
    public void Forget(string clientId)
    {
        foreach (var (code, _) in Codes.Where(c => c.Value.ClientId == clientId).ToList())
            Codes.Remove(code);
        foreach (var (token, _) in Refresh.Where(r => r.Value.ClientId == clientId).ToList())
            Refresh.Remove(token);
    }
}

internal sealed record TokenPair(string Access, string Refresh, int UserId, DateTimeOffset Expires);
