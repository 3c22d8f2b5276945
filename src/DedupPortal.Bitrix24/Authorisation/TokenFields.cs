using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>
/// The token pair as it comes, from the authorisation server or in the <c>auth</c> block of a callback. The block's
/// <c>domain</c> is not read: in one place it is the portal, in the other the server.
/// </summary>
internal static class TokenFields
{
    /// <summary>The pair, or null when a part is missing. <paramref name="old"/> fills what a refresh may leave out.</summary>
    internal static OAuthTokens? Read(JsonNode? fields, DateTimeOffset now, Uri? server, OAuthTokens? old)
    {
        string? Text(string name) => TolerantJson.Text(TolerantJson.Member(fields, name)) is { Length: > 0 } text ? text : null;
        var portal = PortalAddress.TryFromRestRoot(Text("client_endpoint"), out var named) ? named : old?.Portal;
        var endpoint = Uri.TryCreate(Text("server_endpoint"), UriKind.Absolute, out var given) ? given : server;
        if (Text("access_token") is not { } access || Text("refresh_token") is not { } refresh || (Text("member_id") ?? old?.MemberId) is not { } member
            || portal is null || endpoint is null) return null;
        var seconds = TolerantJson.Double(TolerantJson.Member(fields, "expires_in")) is { } life and > 0 and < 1e9 ? life : 3600;
        return new OAuthTokens
        {
            MemberId = member,
            Portal = portal,
            ServerEndpoint = endpoint,
            AccessToken = new Secret(access),
            RefreshToken = new Secret(refresh),
            IssuedAt = now,
            ExpiresAt = now.AddSeconds(seconds),
            Scopes = Text("scope") is null && old is not null ? old.Scopes : Scopes(TolerantJson.Member(fields, "scope")),
            Status = Text("status") ?? old?.Status ?? "",
            UserId = TolerantJson.Long(TolerantJson.Member(fields, "user_id")) ?? old?.UserId,
        };
    }

    /// <summary>A list of names with commas, in lower case.</summary>
    internal static IReadOnlyList<string> Scopes(JsonNode? scope) => TolerantJson.Text(scope) is { } text
        ? [.. text.ToLowerInvariant().Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]
        : [];
}
