using DedupPortal.Portals;
using DedupPortal.Storage;
using DedupPortal.Web.Components.Shared;
using DedupPortal.Web.Viewer;
using Microsoft.AspNetCore.Components;

namespace DedupPortal.Web.Components.Pages.Portals;

/// <summary>The webhook lives in this page's memory only: never in the address, never sent back to the browser from storage.</summary>
public sealed partial class ConnectPortalPage(PortalConnection connection, TenantScope scope, NavigationManager navigation, ErrorReferences references)
{
    private string _webhook = "";
    private string _name = "";
    private string _timeZone = "";
    private PortalCheck? _check;
    private Failure? _checkFailure;
    private Failure? _connectFailure;
    private string? _reference;
    private string? _connectReference;
    private bool _checking;
    private bool _connecting;

    [CascadingParameter]
    private ViewerZone? Viewer { get; set; }

    private bool MayConnect => scope.Allows(Permission.Administer);

    protected override void OnInitialized() => _timeZone = TimeZones.Known(Viewer?.Zone.Id);

    // What was found out about another text no longer holds.
    private void Typed(string webhook)
    {
        if (webhook == _webhook) return;
        (_webhook, _check, _checkFailure, _connectFailure, _reference, _connectReference) = (webhook, null, null, null, null, null);
    }

    private async Task CheckAsync()
    {
        if (_checking) return;
        (_checking, _check, _checkFailure, _connectFailure, _reference, _connectReference) = (true, null, null, null, null, null);
        try
        {
            var result = await connection.CheckAsync(_webhook, CancellationToken.None);
            _checkFailure = result.Failure;
            if (!result.Succeeded) return;
            _check = result.Value;
            if (_name.Length == 0) _name = _check.Host;
        }
        catch (Exception failure)
        {
            _reference = references.Log(failure, "checking a webhook");
        }
        finally
        {
            _checking = false;
        }
    }

    private async Task ConnectAsync()
    {
        if (_connecting) return;
        (_connecting, _connectFailure, _connectReference) = (true, null, null);
        try
        {
            var result = await connection.ConnectAsync(_webhook, _name, _timeZone, CancellationToken.None);
            _connectFailure = result.Failure;
            if (result.Succeeded) navigation.NavigateTo(PortalUrls.Portal(result.Value.Value));
        }
        catch (Exception failure) when (failure is not NavigationException)
        {
            _connectReference = references.Log(failure, "connecting a portal");
        }
        finally
        {
            _connecting = false;
        }
    }
}
