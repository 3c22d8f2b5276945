using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Merging;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.AspNetCore.Components;

namespace DedupPortal.Web.Components.Pages.Merging;

/// <summary>Opens the wizard: goes on with the group's open draft, or begins one with the cards that the group proposes.</summary>
public sealed partial class MergeStartPage(DuplicateQueries groups, MergeQueries merges, MergeDrafts drafts, PortalQueries portals, NavigationManager navigation)
{
    /// <summary>The duplicate group; null for records of one's own choice.</summary>
    [Parameter]
    public Guid? Group { get; set; }

    [SupplyParameterFromQuery(Name = "portal")]
    private Guid? Portal { get; set; }

    [SupplyParameterFromQuery(Name = "records")]
    private string? Records { get; set; }

    private async Task<Start> LoadAsync(CancellationToken cancellationToken)
    {
        if (Group is { } group)
        {
            if (await merges.OpenDraftAsync(group, cancellationToken) is { } open) return Open(open);
            var found = await groups.FindAsync(new GroupId(group), new DuplicateFilter(), DuplicateSort.MostCertain, cancellationToken);
            if (found.Failure is { } missing) return new Start(missing, []);
            var row = found.Value.Group;
            if (row.MergeId is { } done)
            {
                navigation.NavigateTo(PortalUrls.Merge(done), replace: true);
                return new Start(null, []);
            }

            return Begun(await drafts.StartAsync(row.PortalId, group, [.. row.Members.Select(member => member.Ref).Take(MergeDraft.LargestSelection)], cancellationToken));
        }

        var connected = await portals.ListAsync(cancellationToken);
        var portal = Portal ?? (connected.Count == 1 ? connected[0].Id.Value : null);
        return portal is null ? new Start(null, connected) : Begun(await drafts.StartAsync(new PortalId(portal.Value), null, [.. Named()], cancellationToken));
    }

    private IEnumerable<EntityRef> Named() =>
        (Records ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(text => EntityRef.TryParse(text, out var record) ? record : (EntityRef?)null).OfType<EntityRef>().Distinct().Take(MergeDraft.LargestSelection);

    // A group proposes and the person decides: a new draft begins with the ticks.
    private Start Begun(Result<MergeDraftId> draft) => draft.Succeeded ? Open(draft.Value, DraftStep.Select) : new Start(draft.Failure, []);

    // The address of the entrance does not stay in the history: going back must not begin another draft.
    private Start Open(MergeDraftId draft, DraftStep? step = null)
    {
        navigation.NavigateTo(PortalUrls.MergeDraft(draft.Value, step is { } page ? WizardStep.Slug(page) : null), replace: true);
        return new Start(null, []);
    }

    private sealed record Start(Failure? Failure, IReadOnlyList<PortalView> Portals);
}
