using DedupPortal.Web.Viewer;
using Microsoft.AspNetCore.Components;

namespace DedupPortal.Web.Components.Pages.Merges;

/// <summary>A list with days from and to, page by page; all of it stands in the address.</summary>
public abstract class DatedListPage(NavigationManager navigation) : ComponentBase
{
    [CascadingParameter]
    private ViewerZone? Viewer { get; set; }

    /// <summary>First day, in the reader's time zone.</summary>
    [SupplyParameterFromQuery(Name = "from")]
    protected string? From { get; set; }

    /// <summary>Last day, in the reader's time zone.</summary>
    [SupplyParameterFromQuery(Name = "to")]
    protected string? To { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? Page { get; set; }

    protected int PageNumber => Math.Max(1, Page ?? 1);

    protected DateTimeOffset? Since => (Viewer ?? ViewerZone.Utc).StartOf(From);

    protected DateTimeOffset? Until => (Viewer ?? ViewerZone.Utc).EndOf(To);

    protected void Go(string address) => navigation.NavigateTo(address);

    /// <summary>What a filter's field was set to; empty means "any".</summary>
    protected static string Chosen(ChangeEventArgs change) => change.Value?.ToString()?.Trim() ?? "";
}
