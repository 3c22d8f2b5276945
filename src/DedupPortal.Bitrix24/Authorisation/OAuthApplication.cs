namespace DedupPortal.Bitrix24;

/// <summary>
/// A local or marketplace application: <c>local.…</c> or <c>app.…</c> and its secret, which goes to the authorisation
/// server only, never to a portal.
/// </summary>
public sealed record OAuthApplication(string ClientId, Secret ClientSecret)
{
    /// <summary>
    /// Where a person is sent to let the application in. The portal answers at the address in the application's own
    /// settings, so none is sent; a failure is shown on the portal's page and nothing comes back.
    /// <paramref name="state"/> must be unguessable and bound to the person's browser session. Source: OAuth, "full flow".
    /// </summary>
    public Uri AuthorizeUrl(PortalAddress portal, string state) =>
        new(portal.RestRoot, $"../oauth/authorize/?client_id={Uri.EscapeDataString(ClientId)}&state={Uri.EscapeDataString(state)}");
}
