using DedupPortal.Portals;
using DedupPortal.Storage;
using DedupPortal.Web.Components.Shared;
using DedupPortal.Web.Viewer;
using Microsoft.AspNetCore.Components;

namespace DedupPortal.Web.Components.Pages.Portals;

/// <summary>The application's key lives in this page's memory until it is stored encrypted: never in the address, never sent back from storage.</summary>
public sealed partial class ConnectApplicationPage(ApplicationConnection connection, PortalQueries queries, TenantScope scope, NavigationManager navigation, ErrorReferences references)
{
    private string _host = "";
    private string _clientId = "";
    private string _clientSecret = "";
    private string _name = "";
    private string _timeZone = "";
    private Failure? _failure;
    private string? _reference;
    private bool _busy;

    /// <summary>The portal to reconnect; null for a new one.</summary>
    [SupplyParameterFromQuery]
    private Guid? Portal { get; set; }

    /// <summary>Code of what went wrong on the way back, when no attempt could be told.</summary>
    [SupplyParameterFromQuery]
    private string? Failure { get; set; }

    [CascadingParameter]
    private ViewerZone? Viewer { get; set; }

    private bool MayConnect => scope.Allows(Permission.Administer);

    protected override async Task OnInitializedAsync()
    {
        _timeZone = TimeZones.Known(Viewer?.Zone.Id);
        if (!RendererInfo.IsInteractive || Portal is not { } id || await queries.FindAsync(new PortalId(id), CancellationToken.None) is not { } portal) return;
        (_host, _name, _timeZone) = (portal.Host, portal.Name, portal.TimeZone);
        if (portal.Credential is CredentialKind.Application) _clientId = portal.MaskedCredential ?? "";
    }

    private bool Wrong(string field) => _failure is ApplicationUnreadable unreadable && unreadable.Field == field;

    private async Task BeginAsync()
    {
        if (_busy) return;
        (_busy, _failure, _reference) = (true, null, null);
        try
        {
            var name = _name.Length > 0 ? _name : _host;
            var form = new ApplicationForm(_host, _clientId, _clientSecret, name, _timeZone, Portal is { } id ? new PortalId(id) : null);
            var begun = await connection.BeginAsync(form, CancellationToken.None);
            _failure = begun.Failure;

            // The whole browser leaves: the word that binds it to this attempt is a cookie.
            if (begun.Succeeded) navigation.NavigateTo(PortalUrls.Authorise(begun.Value.Value), forceLoad: true);
        }
        catch (Exception failure) when (failure is not NavigationException)
        {
            _reference = references.Log(failure, "beginning to connect a portal by an application");
        }
        finally
        {
            _busy = false;
        }
    }
}
