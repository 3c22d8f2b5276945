using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Storage;
using DedupPortal.Web.Components.Pages.Merging;
using DedupPortal.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace DedupPortal.Web.Components.Pages.Merges;

/// <summary>One merge or undo: what was done, step by step, what it changed and lost, where the records are now.</summary>
public sealed partial class MergeRecordPage(MergeQueries queries, MergeDrafts drafts, TenantScope scope, NavigationManager navigation)
{
    private LoadView<Found>? _view;
    private Failure? _failure;
    private bool _repeating;

    [Parameter]
    public Guid Id { get; set; }

    private Task ReloadAsync() => _view?.ReloadAsync() ?? Task.CompletedTask;

    private async Task<Found> LoadAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(new MergeId(Id), cancellationToken) is not { } run) return new Found(null, []);
        var numbers = new List<(EntityRef Old, EntityRef Current, string Url)>();
        foreach (var record in RecordNames.Read(run.Merge.Records))
            numbers.Add((record, await queries.ResolveAsync(run.Merge.Portal, record, cancellationToken), run.CardUrls.GetValueOrDefault(record.ToString(), "")));
        return new Found(run, numbers);
    }

    private string Sentence(MergeDetails run) => (run.Merge.UndoOf is not null, run.Merge.State) switch
    {
        (false, MergeState.Completed) => L[$"Done_{run.Merge.Mode}"],
        (true, MergeState.Completed) => L[run.Merge.UndoneRecord is null ? "Done_Undo" : "Done_UndoOne"],
        (_, MergeState.Failed) => L["State_Failed"],
        (_, MergeState.NeedsAttention) => L["State_NeedsAttention"],
        (_, MergeState.Paused) => L["State_Paused"],
        _ => L["State_Working"],
    };

    private async Task RepeatAsync()
    {
        _repeating = true;
        try
        {
            var started = await drafts.RepeatAsync(new MergeId(Id), CancellationToken.None);
            _failure = started.Failure;
            if (started.Succeeded) navigation.NavigateTo(PortalUrls.MergeDraft(started.Value.Value));
        }
        finally
        {
            _repeating = false;
        }
    }

    // What the portal derives from other fields, and links to its users, say nothing of their own.
    private static bool IsShown(DiffLine line) => line.Field is not ("hasPhone" or "hasEmail" or "hasImol" or "stageSemanticId" or Multifield.Link);

    private BeforeAfterLine Line(DiffLine line)
    {
        var isEntry = line.Field is Multifield.Phone or Multifield.Email or Multifield.Web or Multifield.Messenger;
        string Shown(string? text) => isEntry && text is not null ? MergeText.Entries(Words, text) : MergeText.Value(Words, text);
        return new BeforeAfterLine(MergeText.Field(Fields, line.Field, line.Title), Shown(line.Before), Shown(line.After));
    }

    private sealed record Found(MergeDetails? Run, IReadOnlyList<(EntityRef Old, EntityRef Current, string Url)> Numbers);
}
