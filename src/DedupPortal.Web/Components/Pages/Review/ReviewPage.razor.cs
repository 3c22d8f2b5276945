using DedupPortal.Duplicates;
using DedupPortal.Matching;
using DedupPortal.Merging;
using DedupPortal.Portals;
using DedupPortal.Storage;
using DedupPortal.Web.Components.Shared;
using DedupPortal.Web.Localisation;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Radzen;

namespace DedupPortal.Web.Components.Pages.Review;

/// <summary>The queue of duplicate groups. Filter, order and page stand in the address.</summary>
public sealed partial class ReviewPage(DuplicateQueries queries, GroupReview review, BulkRuns bulk, RecordHistory records, PortalQueries portals, TenantScope scope, NavigationManager navigation, DialogService dialogs)
{
    private const int PageSize = 20;
    private static readonly GroupState[] s_states = [GroupState.Open, GroupState.Postponed, GroupState.NotDuplicate, GroupState.Merged, GroupState.MergedInPortal, GroupState.Gone];
    private LoadView<Queue>? _view;
    private readonly HashSet<GroupId> _selected = [];
    private Failure? _failure;
    private bool _starting;

    [SupplyParameterFromQuery(Name = "portal")]
    private Guid? Portal { get; set; }

    [SupplyParameterFromQuery(Name = "type")]
    private string? Type { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    private string? Kind { get; set; }

    /// <summary>Least probability in percent.</summary>
    [SupplyParameterFromQuery(Name = "min")]
    private int? Min { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    private string? State { get; set; }

    /// <summary>Changed by a scan within so many days.</summary>
    [SupplyParameterFromQuery(Name = "changed")]
    private int? Changed { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    private string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? Page { get; set; }

    private int PageNumber => Math.Max(1, Page ?? 1);

    private DuplicateSort Order => Enum.TryParse<DuplicateSort>(Sort, out var sort) ? sort : DuplicateSort.MostCertain;

    private DuplicateFilter Filter => ReviewAddress.Filter(Portal, Type, Kind, Min, State, Text, Changed);

    private bool HasFilters => Portal is not null || !string.IsNullOrEmpty(Type) || !string.IsNullOrEmpty(Kind) || Min is > 0 || Changed is > 0 || !string.IsNullOrEmpty(Text);

    private string Address => Url();

    private Dictionary<int, string> Scores => new[] { 50, 70, 90, 99 }.ToDictionary(percent => percent, percent => L["ScoreFrom", percent].Value);

    private Dictionary<int, string> Changes => new[] { 1, 7, 30 }.ToDictionary(days => days, days => L.Count("ChangedDays", days));

    /// <summary>The question is about the whole queue, or one portal's (a narrower filter asks its own), and for people who may answer it.</summary>
    private bool MayAsk => scope.Allows(Permission.Work) && Filter == new DuplicateFilter { Portal = Filter.Portal, State = GroupState.Open } && PageNumber == 1;

    private async Task<Queue> LoadAsync(CancellationToken cancellationToken)
    {
        var counts = await queries.CountsAsync(Filter, cancellationToken);
        var page = await queries.PageAsync(Filter, Order, (PageNumber - 1) * PageSize, PageSize, cancellationToken, Filter.State is { } state ? counts[state] : null);
        var connected = await portals.ListAsync(cancellationToken);
        var question = MayAsk ? await queries.QuestionAsync(Filter.Portal, cancellationToken) : null;
        var old = await records.OldNumbersAsync(Portal is { } one ? new PortalId(one) : null, Text, cancellationToken);
        return new Queue(page, counts, question, [.. connected.Select(portal => new Choice(portal.Id.Value, portal.Name))], old);
    }

    private bool MaySelect => scope.Allows(Permission.Work) && Filter.State is GroupState.Open or GroupState.Postponed;

    private EventCallback<GroupRow> SelectCallback => MaySelect ? EventCallback.Factory.Create<GroupRow>(this, Toggle) : default;

    /// <summary>Groups of this page that the engine is sure of and that are not chosen yet.</summary>
    private List<GroupId> Certain(Queue queue) =>
        [.. queue.Page.Groups.Where(group => group.Classification is Classification.Match && group.State is GroupState.Open or GroupState.Postponed && !_selected.Contains(group.Id)).Select(group => group.Id)];

    private void Select(IEnumerable<GroupId> groups) => _selected.UnionWith(groups);

    private void Toggle(GroupRow group)
    {
        if (!_selected.Remove(group.Id)) _selected.Add(group.Id);
    }

    private async Task MergeSelectedAsync()
    {
        if (_starting) return;
        _starting = true;
        try
        {
            var run = await bulk.StartAsync([.. _selected], deletesNothing: false, CancellationToken.None);
            _failure = run.Failure;
            if (run.Succeeded) Go(PortalUrls.BulkRun(run.Value.Value));
        }
        finally
        {
            _starting = false;
        }
    }

    private async Task PostponeAsync(GroupRow group)
    {
        if (await dialogs.OpenAsync<PostponeDialog>(L["PostponeTitle"]) is DateTimeOffset until)
            await TookAsync(group.Id, await review.PostponeAsync(group.Id, until, CancellationToken.None));
    }

    private async Task RejectAsync(GroupRow group)
    {
        if (await dialogs.OpenAsync<RejectDialog>(L["RejectTitle"]) is string reason)
            await TookAsync(group.Id, await review.MarkNotDuplicateAsync(group.Id, reason, CancellationToken.None));
    }

    private async Task ReopenAsync(GroupRow group) => await TookAsync(group.Id, await review.ReopenAsync(group.Id, CancellationToken.None));

    private async Task TookAsync(GroupId group, Result<Done> result)
    {
        _failure = result.Failure;
        // What was decided one by one is no choice for a bulk merge any more.
        if (result.Succeeded) _selected.Remove(group);
        if (_view is not null) await _view.ReloadAsync();
    }

    private void Go(string address) => navigation.NavigateTo(address);

    private string Url(GroupState? state = null, Guid? portal = null, bool clearPortal = false, string? type = null, string? kind = null, int? min = null, string? text = null, string? sort = null, int? page = null, int? changed = null) =>
        ReviewAddress.Write(PortalUrls.Review, clearPortal ? portal : Portal, type ?? Type, kind ?? Kind, min ?? Min, state?.ToString() ?? State, text ?? Text, sort ?? Sort, page ?? Page, changed ?? Changed);

    private string GroupUrl(GroupId group) =>
        ReviewAddress.Write(PortalUrls.ReviewGroup(group.Value), Portal, Type, Kind, Min, State, Text, Sort, null, Changed);

    private static Dictionary<string, string> Options(IEnumerable<string> names, IStringLocalizer texts) => names.ToDictionary(name => name, name => texts[name].Value);

    private sealed record Queue(GroupPage Page, IReadOnlyDictionary<GroupState, int> Counts, QuestionView? Question, IReadOnlyList<Choice> Portals, IReadOnlyList<OldNumber> Old);

    private sealed record Choice(Guid? Key, string Value);
}
