using System.Net;
using DedupPortal.Emulator.Apps;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.OAuth;

/// <summary>`/oauth/authorize/` of the portal: whoever is logged in agrees at once. What fails is shown here and never sent back.</summary>
internal sealed class AuthorizePage(Portal portal, PortalAddresses addresses)
{
    public Task HandleAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var clientId = query["client_id"].ToString();
        string? location = null, sentence;
        lock (portal.Gate)
        {
            var state = portal.State;
            var application = state.Applications.Find(a => a.ClientId == clientId);
            if (application is null)
            {
                sentence = "The application is not known to this portal.";
            }
            else if (application.Installation == Installation.None)
            {
                sentence = "The application is not installed.";
            }
            else if (state.Users.Find(u => u.Id == state.Profile.BrowserUser && u.Active) is not { } user)
            {
                sentence = "Log in to the portal first.";
            }
            else if (application.Users?.Contains(user.Id) == false)
            {
                sentence = "You have no access to this application.";
            }
            else
            {
                var code = state.Grants.AddCode(portal.Clock, application.ClientId, user.Id);
                portal.Touch();
                sentence = "Copy this code into the application: " + code;
                if (application.Redirect is { } redirect)
                    location = Location(redirect, code, query["state"].ToString(), application);
            }
        }
        if (location is not null)
        {
            context.Response.Redirect(location);
            return Task.CompletedTask;
        }
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(
            $"<!doctype html><html lang=en><meta charset=utf-8><title>Authorization</title><link rel=icon href=\"data:,\"><p>{WebUtility.HtmlEncode(sentence)}</p></html>", context.RequestAborted);
    }

    private string Location(string redirect, string code, string state, Application application)
    {
        (string Name, string Value)[] parameters =
        [
            ("code", code), ("state", state), ("domain", addresses.PortalHost), ("member_id", portal.State.MemberId),
            ("scope", string.Join(',', application.Scopes)), ("server_domain", addresses.AuthHost),
        ];
        return redirect + (redirect.Contains('?', StringComparison.Ordinal) ? '&' : '?')
            + string.Join('&', parameters.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"));
    }
}
