using Bunit;
using DedupPortal.Merging;
using DedupPortal.Portals;
using DedupPortal.Storage;
using DedupPortal.Web.Components.Pages.Merging;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Web.Tests.Merging;

public sealed class StepPagesTests : ComponentTest
{
    private readonly List<DraftStep> _next = [];
    private int _commands;

    // No command of these tests reaches the database.
    public StepPagesTests() => Services.AddSingleton(new MergeDrafts(null!, null!, new TenantScope(), Clock));

    [Fact]
    public void Mode_ImpossibleForTheSelection_IsDisabledWithTheReason()
    {
        var draft = Drafts.View(DraftStep.Preflight) with
        {
            Modes = [new ModeOption(MergeMode.SameType, []), new ModeOption(MergeMode.LeadIntoContact, [new SeveralContacts(2)])],
        };

        var page = Render<ModeStep>(parameters => parameters.Add(p => p.Draft, draft).Add(p => p.Run, Run).Add(p => p.OnNext, _next.Add));

        Assert.False(page.Find("input[value=SameType]").HasAttribute("disabled"));
        Assert.True(page.Find("input[value=LeadIntoContact]").HasAttribute("disabled"));
        Assert.Single(page.FindAll(".obstacle"));
    }

    [Fact]
    public void Values_UnresolvedConflict_BlocksContinuing()
    {
        var page = Values(null);

        page.FindAll(".bar button")[^1].Click();

        Assert.Empty(_next);
        Assert.Equal(0, _commands);
        Assert.Contains("There were conflicts that could not be resolved", page.Find(".error-alert").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_AllFromPrimary_DecidesEachConflict()
    {
        var page = Values(null);

        page.Find("button[aria-keyshortcuts=a]").Click();

        Assert.Equal(1, _commands);
    }

    [Fact]
    public void Values_Decided_GoesToTheFinalCard()
    {
        var page = Values(new FieldChoice.FromRecord(Drafts.Phone));

        page.FindAll(".bar button")[^1].Click();

        Assert.Equal([DraftStep.Final], _next);
    }

    [Fact]
    public void Preflight_NoAdministrator_NamesTheRightsOfEachRecord()
    {
        var draft = Drafts.View(DraftStep.Preflight) with { Plan = Plan, Cautions = [new Caution(PreflightWarning.RightsUnproven, null)] };

        var page = Render<PreflightStep>(parameters => parameters.Add(p => p.Draft, draft).Add(p => p.Run, Run).Add(p => p.OnNext, _next.Add));

        var rows = page.FindAll("[aria-labelledby=rights] tbody tr").Select(row => row.QuerySelectorAll("td").Skip(1).Select(cell => cell.TextContent).ToList()).ToList();
        Assert.Equal([["yes", "needed", "not needed"], ["yes", "not needed", "needed"]], rows);
    }

    [Fact]
    public void Preflight_Administrator_SaysNothingOfRights()
    {
        var draft = Drafts.View(DraftStep.Preflight) with { Plan = Plan };

        var page = Render<PreflightStep>(parameters => parameters.Add(p => p.Draft, draft).Add(p => p.Run, Run).Add(p => p.OnNext, _next.Add));

        Assert.Empty(page.FindAll("[aria-labelledby=rights]"));
    }

    [Fact]
    public void Outcome_ChatThatLeadsElsewhere_IsSaid()
    {
        var run = Finished(new LinkCheck("telegrambot", "2", IsOnSurvivor: true, [Drafts.Lead], []));

        var outcome = Render<RunOutcome>(parameters => parameters.Add(o => o.Run, run));

        Assert.Contains("The Telegram chat leads to the remaining record, but also to", outcome.Find(".bad").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Outcome_HealedChat_NamesTheRecordOfTheNextMessage()
    {
        var run = Finished(new LinkCheck("telegrambot", "2", IsOnSurvivor: true, [], [Drafts.Lead]));

        var outcome = Render<RunOutcome>(parameters => parameters.Add(o => o.Run, run));

        Assert.Empty(outcome.FindAll(".bad"));
        Assert.Contains("next message from Telegram will land on", outcome.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Failure_OfARun_IsASentenceWithTheNextStep()
    {
        var alert = Render<RunFailure>(parameters => parameters
            .Add(f => f.Code, nameof(MergeConflict)).Add(f => f.Parameters, ["https://crm.example/merge"]).Add(f => f.NothingChanged, true));

        Assert.Contains("https://crm.example/merge", alert.Markup, StringComparison.Ordinal);
        Assert.Contains("The portal is as it was before.", alert.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<ValuesStep> Values(FieldChoice? choice)
    {
        var row = Drafts.Row("post", FieldRule.Harmonise, choice, Drafts.Cell(Drafts.Phone, "Director", isTaken: true), Drafts.Cell(Drafts.Chat, "Owner"));
        var draft = Drafts.View(DraftStep.Values, rows: [row]) with { Plan = Plan };
        return Render<ValuesStep>(parameters => parameters.Add(p => p.Draft, draft).Add(p => p.Run, Run).Add(p => p.OnNext, _next.Add));
    }

    private Task<bool> Run(Func<MergeDraftId, int, CancellationToken, Task<Result<int>>> command)
    {
        _commands++;
        return Task.FromResult(true);
    }

    private static MergePlan Plan => new()
    {
        Mode = MergeMode.SameType, Survivor = Drafts.Phone, Losers = [Drafts.Chat], ConvertedLeads = [], Fields = [], Multifields = [], Losses = [], Moves = [],
        Reversals = [], Steps = [], SnapshotHashes = new Dictionary<string, string>(),
    };

    private static MergeDetails Finished(LinkCheck link) => new(
        new MergeRow(
            MergeId.New(), PortalId.New(), "Studio", MergeMode.SameType, MergeState.Completed, null, null, null, null, Drafts.Phone.ToString(),
            [Drafts.Phone.ToString(), Drafts.Chat.ToString()], "Anna", null, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, null, []),
        Plan, null, [], [], [], new MergeResult(Drafts.Phone, [link], [], new Dictionary<string, string>(), []), [], new Dictionary<string, string>());
}
