using System.Text.Json.Nodes;
using DedupPortal.Emulator.Apps;
using DedupPortal.Emulator.Faults;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.OAuth;

/// <summary>The authorisation server on its own port: `/oauth/token/` and `/rest/app.info`. Faults know the two as `oauth/token` and `oauth/app.info`.</summary>
internal sealed class AuthorisationServer(Portal portal, PortalAddresses addresses, FaultBook faults, Journal journal)
{
    public Task HandleAsync(HttpContext context) => context.Request.Path.Value?.Trim('/') switch
    {
        "oauth/token" => AnswerAsync(context, "oauth/token", Token),
        "rest/app.info" or "rest/app.info.json" => AnswerAsync(context, "oauth/app.info", AppInfo),
        _ => NotFoundAsync(context),
    };

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = 404;
        return Task.CompletedTask;
    }

    /// <summary>The portal's own `/oauth/token/` hands the request on, in the cloud only.</summary>
    public Task ProxyAsync(HttpContext context) => portal.State.Profile.OnPremise ? NotFoundAsync(context) : AnswerAsync(context, "oauth/token", Token);

    private async Task AnswerAsync(HttpContext context, string name, Func<CallParameters, JsonObject> run)
    {
        var parameters = await RequestReader.ReadAsync(context.Request, context.RequestAborted);
        var fault = faults.AtTheDoor([name]) ?? faults.Next(name);
        var (status, body, error) = (200, new JsonObject(), (string?)null);
        if (fault is not { BeforeExecution: true })
        {
            try
            {
                lock (portal.Gate)
                {
                    body = run(parameters);
                    portal.Touch();
                }
            }
            catch (RestRefusalException refusal)
            {
                (status, body, error) = (refusal.Status, refusal.ToJson(), Php.Text(refusal.ToJson()["error"]));
            }
        }
        journal.Add(name, parameters.Root, TransportFaults.StatusOf(fault) ?? status, error, user: null, inner: null);
        await TransportFaults.WriteAsync(context, fault, status, body.ToJsonString());
    }

    private JsonObject Token(CallParameters parameters)
    {
        var grant = parameters.Text("grant_type");
        var clientId = Needed(parameters, "client_id");
        if (grant is not ("authorization_code" or "refresh_token"))
            throw Refused(400, "invalid_request", grant is null ? "No \"grant_type\" parameter found" : "Unsupported grant type");
        if (portal.State.Applications.Find(a => a.ClientId == clientId) is not { } application)
            // The one refusal that comes as a success.
            throw Refused(200, "wrong_client", "");
        if (Needed(parameters, "client_secret") != application.ClientSecret)
            throw Refused(400, "invalid_client", "The client credentials are invalid");
        if (Missing(application, parameters.Text("scope")))
            throw Refused(403, "invalid_scope", "The requested scope is invalid, unknown, or exceeds the granted scope");
        if (application.Installation == Installation.None)
            throw Refused(401, "NOT_INSTALLED", "Application not installed");
        if (application.PaymentExpired)
            throw Refused(402, "PAYMENT_REQUIRED", "Payment required");
        var refresh = grant == "refresh_token";
        var userId = refresh ? Renew(application, Needed(parameters, "refresh_token")) : Exchange(application, Needed(parameters, "code"));
        var pair = portal.State.Grants.AddPair(portal.Clock, application.ClientId, userId);
        var body = new JsonObject
        {
            ["access_token"] = pair.Access,
            ["client_endpoint"] = addresses.ClientEndpoint,
            // The authorisation server, where the redirect's field of this name is the portal.
            ["domain"] = addresses.AuthHost,
            ["expires_in"] = (int)AccessToken.Life.TotalSeconds,
            ["member_id"] = portal.State.MemberId,
            ["refresh_token"] = pair.Refresh,
            ["scope"] = string.Join(',', application.Scopes),
            ["server_endpoint"] = addresses.ServerEndpoint,
            ["status"] = application.Status,
        };
        if (refresh)
        {
            body["expires"] = pair.Expires.ToUnixTimeSeconds();
            body["user_id"] = userId;
        }
        return body;
    }

    private static bool Missing(Application application, string? scopes) =>
        scopes?.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).All(application.Scopes.Contains) == false;

    private int Exchange(Application application, string text)
    {
        if (!portal.State.Grants.Codes.TryGetValue(text, out var code) || code.ClientId != application.ClientId
            || code.Used || code.Expires <= portal.Clock.Instant())
        {
            throw Refused(400, portal.State.Profile.BadVerificationCode ? "bad_verification_code" : "invalid_grant", "The authorization code is invalid or has expired");
        }
        code.Used = true;
        return code.UserId;
    }

    private int Renew(Application application, string text)
    {
        if (!portal.State.Grants.Refresh.TryGetValue(text, out var token) || token.ClientId != application.ClientId
            || token.Expires <= portal.Clock.Instant() || (token.Replaced && !portal.State.Profile.RefreshReuse))
        {
            throw Refused(400, "invalid_grant", "The refresh token is invalid or has expired");
        }
        token.Replaced = true;
        return token.UserId;
    }

    private JsonObject AppInfo(CallParameters parameters)
    {
        var start = portal.Clock.Instant();
        if (parameters.Text("auth") is not { Length: > 0 } text)
            throw Refusals.NoAuth();
        if (!portal.State.Grants.Access.TryGetValue(text, out var token))
            throw Refused(401, "invalid_token", "Unable to get application by token");
        if (portal.State.Applications.Find(a => a.ClientId == token.ClientId) is not { Installation: not Installation.None } application)
            throw Refused(401, "NOT_INSTALLED", "Application not installed");
        if (token.Expires <= start)
            throw Refused(401, "expired_token", "The access token provided has expired.");
        var scope = string.Join(',', application.Scopes);
        return new JsonObject
        {
            ["result"] = new JsonObject
            {
                ["client_id"] = application.ClientId,
                ["scope"] = scope,
                ["expires"] = portal.Clock.Iso(token.Expires),
                ["install"] = new JsonObject
                {
                    ["installed"] = application.Installation == Installation.Done,
                    ["version"] = Php.Number(application.Version),
                    ["status"] = application.Status,
                    ["scope"] = scope,
                    ["domain"] = addresses.PortalHost,
                    ["uri"] = addresses.PortalHost,
                    ["client_endpoint"] = addresses.ClientEndpoint,
                    ["member_id"] = portal.State.MemberId,
                    ["member_type"] = "portal",
                },
                ["user_id"] = token.UserId,
            },
            ["time"] = Envelope.Time(portal.Clock, start),
        };
    }

    private static string Needed(CallParameters parameters, string name) =>
        parameters.Text(name) is { Length: > 0 } text ? text : throw Refused(400, "invalid_request", $"No \"{name}\" parameter found");

    private static RestRefusalException Refused(int status, string code, string description) => RestRefusalException.Code(code, description, status);
}
