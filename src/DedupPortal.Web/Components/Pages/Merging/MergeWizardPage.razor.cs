using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Storage;
using Microsoft.AspNetCore.Components;

namespace DedupPortal.Web.Components.Pages.Merging;

/// <summary>The merge wizard. The step stands in the address; everything chosen is on the server as soon as it is chosen.</summary>
public sealed partial class MergeWizardPage(MergeQueries queries, NavigationManager navigation)
{
    private readonly CancellationTokenSource _gone = new();
    private readonly SemaphoreSlim _turn = new(1);
    private DraftView? _draft;
    private Failure? _failure;
    private int _busy;
    private string? _shownStep;

    [Parameter]
    public Guid Draft { get; set; }

    [Parameter]
    public string? Step { get; set; }

    private DraftStep Shown => WizardStep.Shown(WizardStep.Parse(Step), _draft!);

    private MergeDraftId Id => new(Draft);

    protected override void OnParametersSet()
    {
        // What went wrong on one page says nothing about another.
        if (_shownStep != Step) _failure = null;
        _shownStep = Step;
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
        _turn.Dispose();
    }

    private async Task<Loaded> LoadAsync(CancellationToken cancellationToken)
    {
        _failure = null;
        _draft = await queries.DraftAsync(Id, cancellationToken);
        return new Loaded();
    }

    private async Task<bool> RunAsync(Func<MergeDraftId, int, CancellationToken, Task<Result<int>>> command)
    {
        var token = _gone.Token;
        _busy++;
        StateHasChanged();
        await _turn.WaitAsync(token);
        try
        {
            var result = await command(Id, _draft?.Version ?? 0, token);
            _failure = result.Failure;
            _draft = await queries.DraftAsync(Id, token);
            return result.Succeeded;
        }
        finally
        {
            _busy--;
            if (!token.IsCancellationRequested) _turn.Release();
            StateHasChanged();
        }
    }

    private Task NextAsync(DraftStep step)
    {
        navigation.NavigateTo(PortalUrls.MergeDraft(Draft, WizardStep.Slug(step)));
        return Task.CompletedTask;
    }

    private async Task ApprovedAsync()
    {
        _draft = await queries.DraftAsync(Id, _gone.Token);
        navigation.NavigateTo(PortalUrls.MergeDraft(Draft, WizardStep.Slug(DraftStep.Approved)), replace: true);
    }

    private async Task ShowAsync(Failure failure)
    {
        _failure = failure;
        _draft = await queries.DraftAsync(Id, _gone.Token);
    }

    private string Heading(DraftView draft) => draft.Selection.Select(record => record.Type).Distinct().ToList() switch
    {
        [EntityType.Lead] => L["TitleLeads"],
        [EntityType.Deal] => L["TitleDeals"],
        [EntityType.Contact] => L["TitleContacts"],
        [EntityType.Company] => L["TitleCompanies"],
        _ => L["Title"],
    };

    /// <summary>That the draft was looked for: commands replace it later without loading the page again.</summary>
    private sealed record Loaded;
}
