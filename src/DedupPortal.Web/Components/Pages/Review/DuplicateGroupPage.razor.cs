using DedupPortal.Duplicates;
using DedupPortal.Storage;
using DedupPortal.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace DedupPortal.Web.Components.Pages.Review;

/// <summary>One duplicate group: its cards next to each other, the reasons, the decisions. The filter of the queue stands in the address.</summary>
public sealed partial class DuplicateGroupPage(DuplicateQueries queries, GroupReview review, NavigationManager navigation, DialogService dialogs)
{
    private LoadView<Result<GroupDetail>>? _view;
    private Failure? _failure;
    private GroupId? _next;

    [Parameter]
    public Guid Id { get; set; }

    [SupplyParameterFromQuery(Name = "portal")]
    private Guid? Portal { get; set; }

    [SupplyParameterFromQuery(Name = "type")]
    private string? Type { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    private string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "min")]
    private int? Min { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    private string? State { get; set; }

    [SupplyParameterFromQuery(Name = "changed")]
    private int? Changed { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    private string? Sort { get; set; }

    private string Address => GroupUrl(new GroupId(Id));

    private string QueueUrl => ReviewAddress.Write(PortalUrls.Review, Portal, Type, Kind, Min, State, Text, Sort, null, Changed);

    private string GroupUrl(GroupId group) => ReviewAddress.Write(PortalUrls.ReviewGroup(group.Value), Portal, Type, Kind, Min, State, Text, Sort, null, Changed);

    private async Task<Result<GroupDetail>> LoadAsync(CancellationToken cancellationToken)
    {
        var order = Enum.TryParse<DuplicateSort>(Sort, out var sort) ? sort : DuplicateSort.MostCertain;
        var found = await queries.FindAsync(new GroupId(Id), ReviewAddress.Filter(Portal, Type, Kind, Min, State, Text, Changed), order, cancellationToken);
        _next = found.Succeeded ? found.Value.Next : null;
        return found;
    }

    private string Names(GroupRow group) => string.Join(" · ", group.Members.Select(member => MemberSummary.NameOf(member, L["Nameless"])).Distinct());

    private async Task PostponeAsync(GroupRow group)
    {
        if (await dialogs.OpenAsync<PostponeDialog>(Queue["PostponeTitle"]) is DateTimeOffset until)
            await DecidedAsync(await review.PostponeAsync(group.Id, until, CancellationToken.None));
    }

    private async Task RejectAsync(GroupRow group)
    {
        if (await dialogs.OpenAsync<RejectDialog>(Queue["RejectTitle"]) is string reason)
            await DecidedAsync(await review.MarkNotDuplicateAsync(group.Id, reason, CancellationToken.None));
    }

    private async Task ReopenAsync(GroupRow group)
    {
        _failure = (await review.ReopenAsync(group.Id, CancellationToken.None)).Failure;
        if (_view is not null) await _view.ReloadAsync();
    }

    /// <summary>A decided group leaves the queue: the reviewer goes on to the next one.</summary>
    private async Task DecidedAsync(Result<Done> result)
    {
        _failure = result.Failure;
        if (result.Succeeded && _next is { } next) navigation.NavigateTo(GroupUrl(next));
        else if (result.Succeeded) navigation.NavigateTo(QueueUrl);
        else if (_view is not null) await _view.ReloadAsync();
    }
}
