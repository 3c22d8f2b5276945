using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DedupPortal.Bitrix24;

/// <summary>
/// Credential of an application at one portal: the token pair and whose it is. Every refresh replaces both tokens.
/// <see cref="MemberId"/> names the portal for ever, its address may change. <see cref="ServerEndpoint"/> is the
/// authorisation server as the portal or the server itself named it; it is called only when the settings allow it.
/// <see cref="UserId"/> is null until the server told it (code exchange does not).
/// </summary>
public sealed record OAuthTokens
{
    /// <summary>Life of a refresh token that nobody uses. Source: OAuth, "auto renewal".</summary>
    public static readonly TimeSpan RefreshTokenLife = TimeSpan.FromDays(180);

    public required string MemberId { get; init; }

    public required PortalAddress Portal { get; init; }

    public required Uri ServerEndpoint { get; init; }

    public required Secret AccessToken { get; init; }

    public required Secret RefreshToken { get; init; }

    /// <summary>When the pair was issued, by our clock, UTC.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>When the access token runs out, by our clock, UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Granted scopes in lower case.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>L local, F free, D demo, T trial, P paid; empty when not told.</summary>
    public string Status { get; init; } = "";

    public long? UserId { get; init; }

    /// <summary>When the refresh token dies unless it is used before, UTC.</summary>
    public DateTimeOffset RefreshExpiresAt => IssuedAt + RefreshTokenLife;

    public override string ToString() => $"{Portal} {MemberId}";

    /// <summary>The whole as one text: to be encrypted and stored, never to be shown or logged.</summary>
    public string Reveal() => JsonSerializer.Serialize(
        new StoredTokens(MemberId, Portal.RestRoot, ServerEndpoint, AccessToken.Reveal(), RefreshToken.Reveal(), IssuedAt, ExpiresAt, Scopes, Status, UserId),
        StoredTokensJson.Default.StoredTokens);

    /// <summary>Reads what <see cref="Reveal"/> gave; false for anything else.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out OAuthTokens? tokens)
    {
        tokens = null;
        StoredTokens? stored;
        try
        {
            stored = JsonSerializer.Deserialize(text ?? "null", StoredTokensJson.Default.StoredTokens);
        }
        catch (JsonException)
        {
            return false;
        }

        if (stored is null || !PortalAddress.TryFromRestRoot(stored.Portal?.ToString(), out var portal)
            || stored.Server is null || string.IsNullOrWhiteSpace(stored.Access) || string.IsNullOrWhiteSpace(stored.Refresh) || string.IsNullOrEmpty(stored.Member))
            return false;
        tokens = new OAuthTokens
        {
            MemberId = stored.Member,
            Portal = portal,
            ServerEndpoint = stored.Server,
            AccessToken = new Secret(stored.Access),
            RefreshToken = new Secret(stored.Refresh),
            IssuedAt = stored.Issued,
            ExpiresAt = stored.Expires,
            Scopes = stored.Scopes ?? [],
            Status = stored.Status ?? "",
            UserId = stored.User,
        };
        return true;
    }
}

internal sealed record StoredTokens(
    string? Member, Uri? Portal, Uri? Server, string? Access, string? Refresh, DateTimeOffset Issued, DateTimeOffset Expires, IReadOnlyList<string>? Scopes, string? Status, long? User);

[JsonSerializable(typeof(StoredTokens))]
internal sealed partial class StoredTokensJson : JsonSerializerContext;
