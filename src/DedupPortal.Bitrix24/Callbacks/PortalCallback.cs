namespace DedupPortal.Bitrix24;

/// <summary>
/// What a portal posts to an application, as a closed set. Nothing of it is proven until
/// <see cref="ApplicationToken.Matches"/> says so or, for a first installation, <see cref="OAuthClient.VerifyAsync"/>.
/// <see cref="MemberId"/> names the portal; <see cref="Token"/> is null where the portal sent none.
/// </summary>
public abstract record PortalCallback
{
    private PortalCallback(string memberId, Secret? token)
    {
        MemberId = memberId;
        Token = token;
    }

    public string MemberId { get; }

    public Secret? Token { get; }

    public override string ToString() => $"{GetType().Name} {MemberId}";

    /// <summary>The application was installed. <paramref name="Tokens"/> act for the administrator who did it.</summary>
    public sealed record Installed(string MemberId, Secret? Token, OAuthTokens Tokens) : PortalCallback(MemberId, Token)
    {
        public override string ToString() => base.ToString();
    }

    /// <summary>The application was updated: handlers and placements are gone, the word may be a new one.</summary>
    public sealed record Updated(string MemberId, Secret? Token, OAuthTokens Tokens) : PortalCallback(MemberId, Token)
    {
        public override string ToString() => base.ToString();
    }

    /// <summary>The application was removed; its tokens are dead. <paramref name="Clean"/>: its data was asked to be deleted, too.</summary>
    public sealed record Uninstalled(string MemberId, Secret? Token, bool Clean) : PortalCallback(MemberId, Token)
    {
        public override string ToString() => base.ToString();
    }

    /// <summary>Something changed in the portal, or its queue holds something (<c>ONOFFLINEEVENT</c>). Delivered late, in any order, perhaps twice, perhaps never.</summary>
    public sealed record Event(string MemberId, Secret? Token, PortalChange Change) : PortalCallback(MemberId, Token)
    {
        public override string ToString() => base.ToString();
    }

    /// <summary>
    /// Reads the fields of the posted form. Null when it is no callback: no event name, no portal, too large, or an
    /// installation without tokens. <paramref name="now"/> is when it arrived, UTC.
    /// </summary>
    public static PortalCallback? Read(IEnumerable<KeyValuePair<string, string>> form, DateTimeOffset now)
    {
        if (BracketForm.Read(form) is not { } fields || TolerantJson.Text(fields["event"]) is not { Length: > 0 } name) return null;
        var auth = TolerantJson.Member(fields, "auth");
        if (TolerantJson.Text(TolerantJson.Member(auth, "member_id")) is not { Length: > 0 } member) return null;
        var token = TolerantJson.Text(TolerantJson.Member(auth, "application_token")) is { } word && !string.IsNullOrWhiteSpace(word) ? new Secret(word) : null;
        var data = TolerantJson.Member(fields, "data");
        switch (name.ToUpperInvariant())
        {
            case "ONAPPINSTALL":
                return TokenFields.Read(auth, now, null, null) is { } installed ? new Installed(member, token, installed) : null;
            case "ONAPPUPDATE":
                return TokenFields.Read(auth, now, null, null) is { } updated ? new Updated(member, token, updated) : null;
            case "ONAPPUNINSTALL":
                return new Uninstalled(member, token, TolerantJson.Flag(TolerantJson.Member(data, "CLEAN")));
            default:
                return new Event(member, token, PortalChange.Read(name, data));
        }
    }
}
