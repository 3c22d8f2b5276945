using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Portals;
using DedupPortal.Web.Components.Shared;
using DedupPortal.Web.Viewer;
using Microsoft.AspNetCore.Components;

namespace DedupPortal.Web.Components.Pages.Audit;

public sealed partial class AuditHistoryPage(AuditQueries queries, AuditChain chain, PortalQueries portals, RecordHistory records, NavigationManager navigation, ErrorReferences references)
{
    private AuditAddress _address = new();
    private IReadOnlyList<(Guid Id, string Name)> _actors = [];
    private IReadOnlyList<PortalView> _portals = [];
    private IReadOnlyList<OldNumber> _old = [];
    private IReadOnlyDictionary<(Guid Portal, EntityRef Old), EntityRef> _current = new Dictionary<(Guid, EntityRef), EntityRef>();
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
    private string? Record { get; set; }

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
        Record = Record,
        Steps = Steps ?? false,
        Page = Math.Max(Page ?? 1, 1),
    };

    private async Task<AuditPage> LoadAsync(CancellationToken cancellationToken)
    {
        _actors = await queries.ActorsAsync(cancellationToken);
        _portals = await portals.ListAsync(cancellationToken);
        // Old numbers are known by portal: where there is one only, it is meant.
        var place = Portal ?? (_portals is [var only] ? only.Id.Value : null);
        var filter = _address.ToPageFilter(Viewer?.Zone ?? TimeZoneInfo.Utc);
        if (_address.RecordRef is { } asked && place is { } portal) filter = filter with { Records = await records.NamesAsync(new PortalId(portal), asked, cancellationToken) };
        _old = await records.OldNumbersAsync(place is { } one ? new PortalId(one) : null, Record ?? Text, cancellationToken);
        var page = await queries.PageAsync(filter, _address.Skip, AuditAddress.PageSize, cancellationToken);
        _current = await CurrentAsync(page, cancellationToken);

        // The filters stand outside of the loaded part and have just got their choices.
        StateHasChanged();
        return page;
    }

    /// <summary>Where the records that the page's entries name are now.</summary>
    private async Task<Dictionary<(Guid, EntityRef), EntityRef>> CurrentAsync(AuditPage page, CancellationToken cancellationToken)
    {
        var current = new Dictionary<(Guid, EntityRef), EntityRef>();
        foreach (var ofPortal in page.Entries.Where(entry => entry.PortalId is not null).GroupBy(entry => entry.PortalId!.Value))
        {
            var named = ofPortal.SelectMany(entry => AuditStory.Of(entry).Records).Distinct().ToList();
            foreach (var (old, now) in await records.CurrentAsync(new PortalId(ofPortal.Key), named, cancellationToken)) current[(ofPortal.Key, old)] = now;
        }

        return current;
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
