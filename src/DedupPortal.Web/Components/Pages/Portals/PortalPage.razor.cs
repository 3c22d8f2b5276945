using DedupPortal.Portals;
using DedupPortal.Removal;
using DedupPortal.Storage;
using DedupPortal.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace DedupPortal.Web.Components.Pages.Portals;

public sealed partial class PortalPage(PortalQueries queries, PortalConnection connection, PortalRemoval removal, TenantScope scope, DialogService dialogs, NavigationManager navigation)
{
    private LoadView<PortalView>? _view;
    private ScanHistoryPanel? _scans;
    private Failure? _failure;
    private string? _done;

    [Parameter]
    public Guid Id { get; set; }

    /// <summary>Shows the form for a new webhook although the present one works.</summary>
    [SupplyParameterFromQuery]
    private bool Reconnect { get; set; }

    /// <summary>Page of the scans.</summary>
    [SupplyParameterFromQuery]
    private int? Page { get; set; }

    private bool MayAdminister => scope.Allows(Permission.Administer);

    private async Task<PortalView> LoadAsync(CancellationToken cancellationToken) =>
        (await queries.FindAsync(new PortalId(Id), cancellationToken))!;

    private async Task DisconnectAsync(PortalView portal)
    {
        (_failure, _done) = (null, null);
        if (!await dialogs.AskAsync(L["DisconnectTitle", portal.Name], L["DisconnectText"], L["Disconnect"], danger: true)) return;
        _failure = (await connection.DisconnectAsync(portal.Id, CancellationToken.None)).Failure;
        if (_failure is null) _done = L["Disconnected"];
        await ReloadAsync();
    }

    private async Task DeleteAsync(PortalView portal)
    {
        (_failure, _done) = (null, null);
        var deleted = await dialogs.AskForNameAsync(
            L["DeleteTitle", portal.Name], [L["DeleteGoes"], L["DeleteStays"]], portal.Name, L["DeleteForGood"],
            async typed => (await removal.DeleteAsync(portal.Id, typed, CancellationToken.None)).Failure);
        if (deleted) navigation.NavigateTo(PortalUrls.PortalsAfterDeletion);
    }

    private async Task ChangeAsync(PortalView portal)
    {
        (_failure, _done) = (null, null);
        var saved = await dialogs.OpenAsync<ChangePortalDialog>(
            L["Change"],
            new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(ChangePortalDialog.Portal)] = portal },
            new DialogOptions { Width = "min(30rem, calc(100vw - 2rem))", CloseDialogOnEsc = true });
        if (saved is true) await ReloadAsync();
    }

    private async Task ReconnectedAsync()
    {
        _done = L["Reconnected"];
        navigation.NavigateTo(PortalUrls.Portal(Id));
        await ReloadAsync();
    }

    // A scan may also have found out that the webhook is refused.
    private async Task ScanMovedAsync()
    {
        await ReloadAsync();
        if (_scans is not null) await _scans.ReloadAsync();
    }

    private Task ReloadAsync() => _view?.ReloadAsync() ?? Task.CompletedTask;
}
