using System.Globalization;
using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Portals;
using Microsoft.AspNetCore.Components;

namespace DedupPortal.Web.Components.Pages.Merges;

/// <summary>Every value that a merge lost, searchable. Filter and page stand in the address.</summary>
public sealed partial class LossesPage(LossLedger ledger, PortalQueries portals, NavigationManager navigation) : DatedListPage(navigation)
{
    private const int PageSize = 50;
    private EntityType _type = EntityType.Contact;

    [SupplyParameterFromQuery(Name = "text")]
    private string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "field")]
    private string? Field { get; set; }

    /// <summary>The record that held the value, <c>contact:120</c>.</summary>
    [SupplyParameterFromQuery(Name = "record")]
    private string? Record { get; set; }

    [SupplyParameterFromQuery(Name = "portal")]
    private Guid? Portal { get; set; }

    private EntityRef? RecordRef => EntityRef.TryParse(Record, out var record) ? record : null;

    private bool HasFilters => !string.IsNullOrWhiteSpace(Text) || !string.IsNullOrEmpty(Field) || RecordRef is not null || Portal is not null || Since is not null || Until is not null;

    private string Address => Url();

    private async Task<Found> LoadAsync(CancellationToken cancellationToken)
    {
        var all = await portals.ListAsync(cancellationToken);
        // Old numbers are known by portal: where there is one only, it is meant.
        var portal = Portal is { } chosen ? new PortalId(chosen) : all is [var only] ? only.Id : (PortalId?)null;
        var filter = new LossFilter(portal, Text, Field, RecordRef, Since, Until);
        return new Found(await ledger.PageAsync(filter, (PageNumber - 1) * PageSize, PageSize, cancellationToken), all, await ledger.FieldsAsync(cancellationToken));
    }

    protected override void OnParametersSet() => _type = RecordRef?.Type ?? _type;

    // A number alone is one of the chosen type; an empty one removes the filter.
    private string RecordOf(string number) =>
        long.TryParse(number.Trim().TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? new EntityRef(_type, id).ToString() : "";

    // A part that is given replaces the one in the address; an empty one removes it.
    private string Url(string? text = null, string? field = null, string? record = null, string? portal = null, string? from = null, string? to = null, int? page = null)
    {
        var number = page ?? PageNumber;
        return PortalUrls.With(
            PortalUrls.Losses, ("text", text ?? Text), ("field", field ?? Field), ("record", record ?? Record), ("portal", portal ?? Portal?.ToString()),
            ("from", from ?? From), ("to", to ?? To), ("page", number > 1 ? number : null));
    }

    private sealed record Found(LossPage Page, IReadOnlyList<PortalView> Portals, IReadOnlyList<(string Field, string Title)> Fields);
}
