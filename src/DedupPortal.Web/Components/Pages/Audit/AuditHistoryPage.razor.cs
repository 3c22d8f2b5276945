using DedupPortal.Audit;
using DedupPortal.Portals;
using DedupPortal.Web.Components.Shared;
using DedupPortal.Web.Viewer;
using Microsoft.AspNetCore.Components;

namespace DedupPortal.Web.Components.Pages.Audit;

public sealed partial class AuditHistoryPage(AuditQueries queries, AuditChain chain, PortalQueries portals, NavigationManager navigation, ErrorReferences references)
{
    private AuditAddress _address = new();
    private IReadOnlyList<(Guid Id, string Name)> _actors = [];
    private IReadOnlyList<PortalView> _portals = [];
    private LoadView<AuditPage>? _view;
    private AuditVerdict? _verdict;
    private string? _verifyReference;
    private bool _verifying;

    [SupplyParameterFromQuery]
    private DateOnly? From { get; set; }

    [SupplyParameterFromQuery]
    private DateOnly? To { get; set; }

    [SupplyParameterFromQuery]
    private Guid? Actor { get; set; }

    [SupplyParameterFromQuery]
    private string? Action { get; set; }

    [SupplyParameterFromQuery]
    private Guid? Portal { get; set; }

    [SupplyParameterFromQuery]
    private string? Subject { get; set; }

    [SupplyParameterFromQuery]
    private string? Text { get; set; }

    [SupplyParameterFromQuery]
    private bool? Steps { get; set; }

    [SupplyParameterFromQuery]
    private int? Page { get; set; }

    [CascadingParameter]
    private ViewerZone? Viewer { get; set; }

    protected override void OnParametersSet() => _address = new AuditAddress
    {
        From = From,
        To = To,
        Actor = Actor,
        Action = Action,
        Portal = Portal,
        Subject = Subject,
        Text = Text,
        Steps = Steps ?? false,
        Page = Math.Max(Page ?? 1, 1),
    };

    private async Task<AuditPage> LoadAsync(CancellationToken cancellationToken)
    {
        _actors = await queries.ActorsAsync(cancellationToken);
        _portals = await portals.ListAsync(cancellationToken);
        var page = await queries.PageAsync(_address.ToPageFilter(Viewer?.Zone ?? TimeZoneInfo.Utc), _address.Skip, AuditAddress.PageSize, cancellationToken);

        // The filters stand outside of the loaded part and have just got their choices.
        StateHasChanged();
        return page;
    }

    private void Go(AuditAddress address)
    {
        if (address != _address) navigation.NavigateTo(address.Address);
    }

    private async Task VerifyAsync()
    {
        (_verifying, _verdict, _verifyReference) = (true, null, null);
        try
        {
            _verdict = await chain.VerifyAsync(CancellationToken.None);
        }
        catch (Exception failure)
        {
            _verifyReference = references.Log(failure, "verifying the history");
        }
        finally
        {
            _verifying = false;
        }
    }

    private string? PortalName(Guid? portal) => portal is { } id ? _portals.FirstOrDefault(row => row.Id.Value == id)?.Name : null;
}
