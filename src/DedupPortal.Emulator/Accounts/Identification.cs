using DedupPortal.Emulator.Apps;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Accounts;

/// <summary>Finds out who calls, or says why nobody does. Called while the portal's gate is held.</summary>
internal static class Identification
{
    public static Caller ByWebhook(Portal portal, string userId, string secret)
    {
        var state = portal.State;
        CheckPortal(state.Profile);
        var webhook = state.Webhooks.Find(w => Php.Number(w.UserId) == userId && w.Secret == secret && !w.Revoked);
        return webhook is not null && state.Users.Find(u => u.Id == webhook.UserId && u.Active) is { } user
            ? new Caller(user, webhook, Application: null, Token: null)
            : throw Refusals.InvalidCredentials(state.Profile);
    }

    public static Caller ByToken(Portal portal, string? text, bool secure)
    {
        var state = portal.State;
        CheckPortal(state.Profile);
        if (string.IsNullOrEmpty(text))
            throw Refusals.NoAuth();
        if (state.Profile.HttpsOnly && !secure)
            throw RestRefusalException.Code("INVALID_REQUEST", "Https required");
        if (!state.Grants.Access.TryGetValue(text, out var token))
            throw Refused("invalid_token", "Unable to get application by token");
        var application = state.Applications.Find(a => a.ClientId == token.ClientId) ?? throw Refused("APPLICATION_NOT_FOUND", "Application not found");
        if (application.Installation == Installation.None)
            throw Refused("ERROR_OAUTH", "Application not installed");
        if (token.Expires <= portal.Clock.Instant())
            throw Refused("expired_token", "The access token provided has expired.");
        if (state.Users.Find(u => u.Id == token.UserId && u.Active) is not { } user)
            throw Refused("authorization_error", "Unable to authorize user");
        if (application.PaymentExpired)
            throw Refused("PAYMENT_REQUIRED", "Subscription has been ended");
        if (application.Users?.Contains(user.Id) == false)
            throw RestRefusalException.Code("user_access_error", "The user does not have access to the application.", state.Profile.DocumentedStatuses ? 403 : 401);
        return new Caller(user, Webhook: null, application, token);
    }

    private static void CheckPortal(PortalProfile profile)
    {
        if (profile.DeletedStatus > 0)
            throw RestRefusalException.Code("PORTAL_DELETED", "Portal was deleted", profile.DeletedStatus);
        if (profile.RestClosed)
            throw RestRefusalException.Code("ACCESS_DENIED", "REST is available only on commercial plans.", 403);
    }

    private static RestRefusalException Refused(string code, string description) => RestRefusalException.Code(code, description, 401);
}
