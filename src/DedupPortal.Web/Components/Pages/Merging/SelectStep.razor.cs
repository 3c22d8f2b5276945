using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Merging;
using DedupPortal.Mirror;
using DedupPortal.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace DedupPortal.Web.Components.Pages.Merging;

/// <summary>First page: the group proposes its cards, the person ticks; a search adds others of the same portal.</summary>
public sealed partial class SelectStep(DuplicateQueries groups, MirrorSearch search, RecordHistory records, MergeDrafts drafts, NavigationManager navigation, DialogService dialogs)
{
    private const int MostFound = 20;
    private readonly HashSet<EntityRef> _ticked = [];
    private readonly List<EntityRef> _shown = [];
    private readonly Dictionary<EntityRef, string> _urls = [];
    private LoadView<IReadOnlyList<MirrorCard>>? _view;
    private IReadOnlyList<MirrorCard>? _found;
    private IReadOnlyList<OldNumber> _old = [];
    private string _text = "";
    private string _searched = "";
    private bool _searching;

    [Parameter, EditorRequired]
    public required DraftView Draft { get; set; }

    [Parameter, EditorRequired]
    public required DraftCommand Run { get; set; }

    [Parameter, EditorRequired]
    public required EventCallback<DraftStep> OnNext { get; set; }

    [Parameter]
    public bool Busy { get; set; }

    private bool HasChoices => Draft.Mode is not null;

    protected override void OnInitialized()
    {
        _ticked.UnionWith(Draft.Selection);
        _shown.AddRange(Draft.Selection);
    }

    // A draft whose records could not be read when it began is read now: the page then says why it fails.
    protected override async Task OnInitializedAsync()
    {
        if (Draft.Columns.Count == 0 && MergeAdmission.CheckSelection(Draft.Selection) is null) await RereadAsync();
    }

    private async Task<IReadOnlyList<MirrorCard>> LoadAsync(CancellationToken cancellationToken)
    {
        if (Draft.GroupId is { } group && await groups.FindAsync(new GroupId(group), new DuplicateFilter(), DuplicateSort.MostCertain, cancellationToken) is { Succeeded: true } found)
        {
            foreach (var member in found.Value.Group.Members)
                _urls[member.Ref] = member.Url;
            _shown.InsertRange(0, found.Value.Group.Members.Select(member => member.Ref).Except(_shown));
        }

        var cards = await search.CardsAsync(Draft.Portal, _shown, cancellationToken);
        // A record that the last scan did not see is shown by its number alone.
        return [.. _shown.Select(record => cards.FirstOrDefault(card => card.Ref == record) ?? Unknown(record))];
    }

    private MirrorCard Unknown(EntityRef record) =>
        new(Draft.Portal, record, Draft.Columns.FirstOrDefault(column => column.Ref == record)?.Title ?? "", null, [], [], [], null, null, null, default, default);

    private string? Url(MirrorCard card) => Draft.Columns.FirstOrDefault(column => column.Ref == card.Ref)?.Url ?? _urls.GetValueOrDefault(card.Ref);

    private async Task ToggleAsync(EntityRef record)
    {
        if (!_ticked.Remove(record)) _ticked.Add(record);
        await SaveAsync();
    }

    private async Task AddAsync(EntityRef record)
    {
        if (!_shown.Contains(record)) _shown.Add(record);
        await ToggleAsync(record);
        if (_view is not null) await _view.ReloadAsync();
    }

    // One ticked record is no selection; the page keeps it until there is a second one.
    private async Task SaveAsync()
    {
        if (_ticked.Count < 2) return;
        EntityRef[] chosen = [.. _shown.Where(_ticked.Contains)];
        await Run((id, version, token) => drafts.SelectAsync(id, version, chosen, token));
    }

    private Task<bool> RereadAsync() => Run(drafts.RereadAsync);

    private async Task SearchAsync()
    {
        _searching = true;
        try
        {
            _searched = _text.Trim();
            var found = await search.FindAsync(Draft.Portal, _searched, [], MostFound, CancellationToken.None);
            // A number that a merge has moved finds the record that stands for it now.
            _old = await records.OldNumbersAsync(Draft.Portal, _searched, CancellationToken.None);
            var current = await search.CardsAsync(Draft.Portal, [.. _old.Select(number => number.Current).Distinct()], CancellationToken.None);
            _found = [.. current.Concat(found).DistinctBy(card => card.Ref)];
        }
        finally
        {
            _searching = false;
        }
    }

    private async Task DiscardAsync()
    {
        if (!await dialogs.AskAsync(L["DiscardTitle"], L["DiscardText"], L["Discard"])) return;
        await drafts.DiscardAsync(Draft.Id, CancellationToken.None);
        navigation.NavigateTo(Draft.GroupId is { } group ? PortalUrls.ReviewGroup(group) : PortalUrls.Merges);
    }
}
