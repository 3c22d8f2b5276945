using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.AspNetCore.Components;

namespace DedupPortal.Web.Components.Pages.Merges;

/// <summary>The history of merges and undos, newest first. Filter and page stand in the address.</summary>
public sealed partial class MergesPage(MergeQueries queries, BulkQueries bulk, PortalQueries portals, MirrorSearch search, TenantScope scope, NavigationManager navigation) : DatedListPage(navigation)
{
    private const int PageSize = 25;

    // Above the merges: the newest bulk runs; the others under their own filter.
    private const int NewestBulk = 3;

    [SupplyParameterFromQuery(Name = "portal")]
    private Guid? Portal { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    private string? State { get; set; }

    /// <summary><c>merge</c>, <c>undo</c> or <c>bulk</c>; all when empty.</summary>
    [SupplyParameterFromQuery(Name = "kind")]
    private string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "person")]
    private Guid? Person { get; set; }

    private MergeState? ChosenState => Enum.TryParse<MergeState>(State, out var state) && Enum.IsDefined(state) ? state : null;

    private bool HasFilters => Portal is not null || ChosenState is not null || Kind is "merge" or "undo" or "bulk" || Person is not null || Since is not null || Until is not null;

    private string Address => Url();

    private async Task<History> LoadAsync(CancellationToken cancellationToken)
    {
        var filter = new MergeFilter(
            Portal is { } portal ? new PortalId(portal) : null, ChosenState, Person, Since, Until,
            Kind switch { "merge" => false, "undo" => true, _ => null });
        var page = Kind == "bulk" ? new MergePage([], 0) : await queries.PageAsync(filter, (PageNumber - 1) * PageSize, PageSize, cancellationToken);
        var runs = Kind == "bulk" ? await bulk.PageAsync(filter.Portal, (PageNumber - 1) * PageSize, PageSize, cancellationToken)
            : !HasFilters && PageNumber == 1 ? await bulk.PageAsync(null, 0, NewestBulk, cancellationToken)
            : new BulkPage([], 0);
        return new History(page, runs, await portals.ListAsync(cancellationToken), await queries.PeopleAsync(cancellationToken), await NamesAsync(page, cancellationToken));
    }

    /// <summary>Names of the remaining records as the mirror knows them; one that it lacks is shown by its number.</summary>
    private async Task<Dictionary<string, string>> NamesAsync(MergePage page, CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var ofPortal in page.Rows.GroupBy(row => row.Portal))
        {
            var records = ofPortal.Select(row => EntityRef.TryParse(row.Survivor, out var record) ? record : (EntityRef?)null).OfType<EntityRef>().Distinct().ToList();
            foreach (var card in await search.CardsAsync(ofPortal.Key, records, cancellationToken))
                names[card.Ref.ToString()] = card.Name;
        }

        return names;
    }

    // A part that is given replaces the one in the address; an empty one removes it.
    private string Url(string? portal = null, string? state = null, string? kind = null, string? person = null, string? from = null, string? to = null, int? page = null)
    {
        var number = page ?? PageNumber;
        return PortalUrls.With(
            PortalUrls.Merges, ("portal", portal ?? Portal?.ToString()), ("state", state ?? State), ("kind", kind ?? Kind), ("person", person ?? Person?.ToString()),
            ("from", from ?? From), ("to", to ?? To), ("page", number > 1 ? number : null));
    }

    private sealed record History(MergePage Page, BulkPage Bulk, IReadOnlyList<PortalView> Portals, IReadOnlyList<(Guid Id, string Name)> People, IReadOnlyDictionary<string, string> Names);
}
