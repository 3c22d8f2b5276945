using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Merging;
using DedupPortal.Portals;
using DedupPortal.Storage;
using DedupPortal.Tenants;
using DedupPortal.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>Many groups in one run: a dry run that writes nothing, an approval that binds to it, pauses, stop rules, and nothing twice.</summary>
public sealed class BulkTests(PostgresCluster cluster, MergingEmulator portal) : IClassFixture<MergingEmulator>
{
    private static readonly EntityRef s_telegram = new(EntityType.Contact, 120);
    private static readonly EntityRef s_lead = new(EntityType.Lead, 50);

    [Fact]
    public async Task Time_OfARun_AtTheRateOfThePortalsPlan()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var bulk = new BulkBench(bench);
        var run = (await bulk.PlannedAsync(await bulk.GroupsAsync(2))).Run.Id;
        var options = bench.Product.Services.GetRequiredService<IOptions<BitrixClientOptions>>().Value;
        (options.RequestsPerSecond, options.RequestBurst) = (2, 50);

        var unknown = (await bulk.FindAsync(run)).Totals;
        await bench.Agency.DatabaseAsync(async db =>
        {
            var row = await db.Set<PortalCapabilities>().SingleAsync();
            row.Renew(StoredReport.Write(StoredReport.Read(row.Report)! with { Plan = new PortalPlan("ru_ent250", "ent", IsOnPremise: false) }), row.CheckedAt);
            return await db.SaveChangesAsync();
        });
        var enterprise = (await bulk.FindAsync(run)).Totals;

        Assert.True(unknown.Calls > 0);
        Assert.Equal((unknown.Calls / 2.0, unknown.Calls / 5.0), (unknown.Time.TotalSeconds, enterprise.Time.TotalSeconds));
    }

    [Fact]
    public async Task DryRun_WritesNothingAndTellsTotals()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var bulk = new BulkBench(bench);
        var gone = await bulk.PairAsync();
        GroupId[] groups = [.. await bulk.GroupsAsync(12), await bulk.GroupAsync(gone), await bulk.GroupAsync(s_telegram, s_lead), await bulk.GroupAsync(new EntityRef(EntityType.Company, 12), s_lead)];
        await bench.View.ResultAsync("crm.item.delete", new { entityTypeId = 3, id = gone[1].Id });
        await bench.Emulator.ClearJournalAsync();

        var view = await bulk.PlannedAsync(groups);

        Assert.Empty(await bench.View.WritesAsync());
        Assert.Equal(BulkState.Planned, view.Run.State);
        Assert.Equal((13, 2), (view.Run.Count(BulkGroupState.Planned), view.Run.Count(BulkGroupState.Skipped)));
        Assert.Equal(nameof(RecordGone), view.Groups[12].ReasonCode);
        Assert.Equal([gone[1].ToString()], view.Groups[12].ReasonParameters);
        Assert.Equal((MergeMode.LeadIntoContact, 0), (view.Groups[13].Mode, view.Groups[13].Deleted));
        Assert.Equal(nameof(WrongTypesForMode), view.Groups[14].ReasonCode);
        Assert.Equal(12, view.Totals.Deleted);
        Assert.Equal(new BulkLoss("Должность", 12), view.Totals.LossesPerField.Single(loss => loss.Key == "post").Value);
        Assert.Equal(view.Groups.Sum(group => group.Calls), view.Totals.Calls);
        Assert.All(view.Groups.Take(12), group => Assert.InRange(group.Reversibility!.Value, 1, 99));
        // Thirty cards in two readings; one by one it would be more than ninety requests.
        Assert.InRange((await bench.Emulator.JournalAsync()).Count, 1, 24);
    }

    [Fact]
    public async Task Approved_MergesOneAfterAnotherAndEachCanBeUndone()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var bulk = new BulkBench(bench);
        GroupId[] groups = [.. await bulk.GroupsAsync(2), await bulk.GroupAsync(s_telegram, s_lead)];
        var planned = await bulk.PlannedAsync(groups);
        var approved = await bulk.ApproveAsync(planned.Run.Id);

        var done = await bulk.UntilIdleAsync(planned.Run.Id);
        var undo = await bench.UndoAsync(done.Groups[0].Merge!.Value);
        var after = await bulk.FindAsync(planned.Run.Id);

        Assert.True(approved.Succeeded);
        Assert.Equal((BulkState.Finished, "spring clean"), (done.Run.State, done.Run.Reason));
        Assert.All(done.Groups, group => Assert.Equal(BulkGroupState.Merged, group.State));
        Assert.Equal(2, (await bench.View.WritesAsync()).Count(write => write == "crm.entity.mergeBatch"));
        Assert.Equal((MergeState.Completed, true, false), (undo.Merge.State, after.Groups[0].IsUndone, after.Groups[1].IsUndone));
        Assert.Equal("Acting Operator", (await bench.DetailsAsync(done.Groups[1].Merge!.Value)).Merge.ApprovedBy);
        Assert.Equal([GroupState.Open, GroupState.Merged, GroupState.Merged], await StatesAsync(bench, groups));
        Assert.Equal([AuditAction.BulkPlanned, AuditAction.BulkApproved, AuditAction.BulkFinished], await ActionsAsync(bench, planned.Run.Id));
    }

    [Fact]
    public async Task PausedBetweenGroups_NothingIsBegunUntilResumed()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var bulk = new BulkBench(bench);
        var id = (await bulk.PlannedAsync(await bulk.GroupsAsync(3))).Run.Id;
        await bulk.ApproveAsync(id);
        await bulk.TurnAsync(id);

        await bulk.WithAsync(runs => runs.PauseAsync(id, CancellationToken.None));
        var paused = await bulk.UntilIdleAsync(id);
        var twice = await bulk.WithAsync(runs => runs.PauseAsync(id, CancellationToken.None));
        await bulk.WithAsync(runs => runs.ResumeAsync(id, CancellationToken.None));
        var done = await bulk.UntilIdleAsync(id);

        Assert.Equal((BulkState.Paused, nameof(BulkPausedBy)), (paused.Run.State, paused.Run.CauseCode));
        Assert.Equal([BulkGroupState.Merged, BulkGroupState.Planned, BulkGroupState.Planned], BulkBench.States(paused));
        Assert.Equal(new BulkNotPossible(BulkState.Paused), twice.Failure);
        Assert.Equal((BulkState.Finished, null, 3), (done.Run.State, done.Run.CauseCode, done.Run.Count(BulkGroupState.Merged)));
    }

    [Fact]
    public async Task StoppedByAPerson_LeavesTheRestInTheQueue()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var bulk = new BulkBench(bench);
        var groups = await bulk.GroupsAsync(3);
        var id = (await bulk.PlannedAsync(groups)).Run.Id;
        await bulk.ApproveAsync(id);
        await bulk.TurnAsync(id);

        await bulk.WithAsync(runs => runs.StopAsync(id, CancellationToken.None));
        var stopped = await bulk.UntilIdleAsync(id);

        Assert.Empty(bench.Noted.Told);
        Assert.Equal((BulkState.Stopped, nameof(BulkStoppedBy)), (stopped.Run.State, stopped.Run.CauseCode));
        Assert.Equal([BulkGroupState.Merged, BulkGroupState.Planned, BulkGroupState.Planned], BulkBench.States(stopped));
        Assert.Equal([GroupState.Merged, GroupState.Open, GroupState.Open], await StatesAsync(bench, groups));
        Assert.Equal(1, await bench.Agency.DatabaseAsync(db => db.Set<MergeDraft>().CountAsync()));
    }

    [Fact]
    public async Task MergesThatFailInARow_StopTheRunAndAreTakenBack()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var bulk = new BulkBench(bench);
        var groups = await bulk.GroupsAsync(5);
        var id = (await bulk.PlannedAsync(groups)).Run.Id;
        await bulk.ApproveAsync(id, BulkStopRules.Default with { ErrorsInRow = 2 });
        await bench.Emulator.AddFaultAsync(new { method = "crm.entity.mergeBatch", kind = "error" });

        var stopped = await bulk.UntilIdleAsync(id);

        Assert.Equal((BulkState.Stopped, nameof(BulkErrorsInRow), 0), Assert.Single(bench.Noted.Told.Select(told => (told.State, told.Cause, told.Merged))));
        Assert.Equal((BulkState.Stopped, nameof(BulkErrorsInRow)), (stopped.Run.State, stopped.Run.CauseCode));
        Assert.Equal(["2"], stopped.Run.CauseParameters);
        Assert.Equal([BulkGroupState.Failed, BulkGroupState.Failed, BulkGroupState.Planned, BulkGroupState.Planned, BulkGroupState.Planned], BulkBench.States(stopped));
        Assert.All(stopped.Groups.Take(2), group => Assert.NotNull(group.ReasonCode));
        Assert.Equal(MergeState.Failed, (await bench.DetailsAsync(stopped.Groups[0].Merge!.Value)).Merge.State);
        Assert.Equal(5, (await StatesAsync(bench, groups)).Count(state => state is GroupState.Open));
    }

    [Fact]
    public async Task GroupThatChangedSinceTheDryRun_IsSkippedAndNamed()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var bulk = new BulkBench(bench);
        var edited = await bulk.PairAsync();
        var grown = await bulk.PairAsync();
        GroupId[] groups = [await bulk.GroupAsync(edited), await bulk.GroupAsync(grown), await bulk.GroupAsync(await bulk.PairAsync()), await bulk.GroupAsync(await bulk.PairAsync())];
        var id = (await bulk.PlannedAsync(groups)).Run.Id;
        await bulk.ApproveAsync(id);
        await bench.View.UpdateAsync(edited[1], new { post = "Captain" });
        await bench.Agency.DatabaseAsync(async db =>
        {
            db.Add(new GroupMember { TenantId = bench.Agency.Id, GroupId = groups[1], PortalId = bench.Portal, Type = EntityType.Contact, EntityId = 144 });
            (await db.Set<DuplicateGroup>().SingleAsync(group => group.Id == groups[2])).Reject(DateTimeOffset.UtcNow);
            return await db.SaveChangesAsync();
        });
        await bench.Emulator.ClearJournalAsync();

        var done = await bulk.UntilIdleAsync(id);

        Assert.Equal([BulkGroupState.Skipped, BulkGroupState.Skipped, BulkGroupState.Skipped, BulkGroupState.Merged], BulkBench.States(done));
        Assert.Equal([nameof(ChangedSincePreview), nameof(BulkGroupChanged), nameof(GroupNotOpen), null], done.Groups.Select(group => group.ReasonCode));
        Assert.Equal([$"{edited[1]}: post"], done.Groups[0].ReasonParameters);
        Assert.Single(await bench.View.WritesAsync(), write => write == "crm.entity.mergeBatch");
        Assert.Equal("Captain", (string?)(await bench.View.ItemAsync(edited[1]))!["post"]);
    }

    [Fact]
    public async Task GroupThatTheRunItselfChanged_IsSkippedAndDoesNotCountAsRefused()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var bulk = new BulkBench(bench);
        var contacts = await bulk.PairAsync();
        EntityRef[] deals = [await bench.View.AddAsync(EntityType.Deal, new { title = "Boat", contactIds = new[] { contacts[1].Id } }), await bench.View.AddAsync(EntityType.Deal, new { title = "Boat" })];
        GroupId[] groups = [await bulk.GroupAsync(contacts), await bulk.GroupAsync(deals)];
        var id = (await bulk.PlannedAsync(groups)).Run.Id;
        await bulk.ApproveAsync(id);

        var done = await bulk.UntilIdleAsync(id);
        var again = await bulk.PlannedAsync(done.Groups[1].Group);
        await bulk.ApproveAsync(again.Run.Id);
        var second = await bulk.UntilIdleAsync(again.Run.Id);

        Assert.Equal([BulkGroupState.Merged, BulkGroupState.Skipped], BulkBench.States(done));
        Assert.Equal((nameof(BulkOwnChange), deals[0].ToString()), (done.Groups[1].ReasonCode, done.Groups[1].ReasonParameters[0]));
        Assert.Equal([BulkGroupState.Merged], BulkBench.States(second));
    }

    [Fact]
    public async Task PortalClosed_PausesWithTheCauseAndGoesOnWhereItWas()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var bulk = new BulkBench(bench);
        var (id, spare) = await ClosedAtItsFirstWriteAsync(bench, bulk);

        var paused = await bulk.UntilIdleAsync(id);
        await bench.ReconnectAsync(spare);
        await bench.Agency.DatabaseAsync(db => db.Set<BulkRun>().ExecuteUpdateAsync(run => run.SetProperty(row => row.ApprovedAt, row => row.ApprovedAt!.Value.AddMinutes(-6))));
        await bulk.WithAsync(runs => runs.ResumeAsync(id, CancellationToken.None));
        var done = await bulk.UntilIdleAsync(id);

        Assert.Equal([(BulkState.Paused, nameof(CredentialRefused), 0), (BulkState.Finished, null, 2)], bench.Noted.Told.Select(told => (told.State, told.Cause, told.Merged)));
        Assert.Equal((BulkState.Paused, nameof(CredentialRefused)), (paused.Run.State, paused.Run.CauseCode));
        Assert.Equal([BulkGroupState.Merging, BulkGroupState.Planned], BulkBench.States(paused));
        Assert.Equal((BulkState.Finished, 2), (done.Run.State, done.Run.Count(BulkGroupState.Merged)));
    }

    [Fact]
    public async Task StoppedWhileAMergeWaits_TheReportSaysSoUntilAPersonResumesIt()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var bulk = new BulkBench(bench);
        var (id, spare) = await ClosedAtItsFirstWriteAsync(bench, bulk);
        await bulk.UntilIdleAsync(id);

        await bulk.WithAsync(runs => runs.StopAsync(id, CancellationToken.None));
        var stopped = await bulk.UntilIdleAsync(id);
        await bench.ReconnectAsync(spare);
        var waiting = stopped.Groups[0].Merge!.Value;
        var resumed = await bench.Agency.WithAsync<MergeApproval, Result<Done>>(approval => approval.ResumeAsync(waiting, CancellationToken.None));
        await bench.ExecuteAsync(waiting);
        var done = await bulk.UntilIdleAsync(id);

        Assert.Equal([(BulkGroupState.Failed, nameof(CredentialRefused)), (BulkGroupState.Planned, null)], stopped.Groups.Select(group => (group.State, group.ReasonCode)));
        Assert.True(resumed.Succeeded);
        Assert.Equal([(BulkGroupState.Merged, null), (BulkGroupState.Planned, null)], done.Groups.Select(group => (group.State, group.ReasonCode)));
    }

    [Fact]
    public async Task TwoPeople_ApproveOnce()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var bulk = new BulkBench(bench);
        var id = (await bulk.PlannedAsync(await bulk.GroupsAsync(2))).Run.Id;

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => bulk.ApproveAsync(id))));
        await Task.WhenAll(Task.Run(() => bulk.UntilIdleAsync(id)), Task.Run(() => bulk.UntilIdleAsync(id)));

        Assert.Single(answers, answer => answer.Succeeded);
        Assert.All(answers.Where(answer => !answer.Succeeded), answer => Assert.IsType<BulkNotPossible>(answer.Failure));
        Assert.Equal(2, (await bench.View.WritesAsync()).Count(write => write == "crm.entity.mergeBatch"));
    }

    [Fact]
    public async Task Approval_BindsToWhatWasShown()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var bulk = new BulkBench(bench);
        var shown = await bulk.PlannedAsync(await bulk.GroupsAsync(7));
        BulkConsent Consent(string hash, int? typed) => new(hash, typed, BulkStopRules.Default, null);
        Task<Result<Done>> Approve(BulkConsent consent, MemberRole role = MemberRole.Operator) => bulk.WithAsync(runs => runs.ApproveAsync(shown.Run.Id, consent, CancellationToken.None), role);

        var untyped = await Approve(Consent(shown.Hash, null));
        var auditor = await Approve(Consent(shown.Hash, 7), MemberRole.Auditor);
        var senseless = await Approve(Consent(shown.Hash, 7) with { Rules = new BulkStopRules(0, 1, 1) });
        await bulk.WithAsync(runs => runs.ExcludeAsync(shown.Run.Id, 1, excluded: true, CancellationToken.None));
        var stale = await Approve(Consent(shown.Hash, 7));
        var now = await bulk.FindAsync(shown.Run.Id);
        var approved = await Approve(Consent(now.Hash, 6));
        var done = await bulk.UntilIdleAsync(shown.Run.Id);

        Assert.Equal(new BulkNumberMissing(7), untyped.Failure);
        Assert.Equal(new NotAllowed(Permission.Work), auditor.Failure);
        Assert.Equal(new BulkRulesInvalid("ErrorsInRow"), senseless.Failure);
        Assert.Equal(new BulkDryRunChanged(), stale.Failure);
        Assert.True(approved.Succeeded);
        Assert.Equal((BulkState.Finished, 6, 1), (done.Run.State, done.Run.Count(BulkGroupState.Merged), done.Run.Count(BulkGroupState.Excluded)));
    }

    [Fact]
    public async Task PlannedAgain_WithoutDeleting_MergesSoftly()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var bulk = new BulkBench(bench);
        var first = await bulk.PlannedAsync(await bulk.GroupsAsync(2));

        await bulk.WithAsync(runs => runs.PlanAgainAsync(first.Run.Id, deletesNothing: true, CancellationToken.None));
        var second = await bulk.UntilIdleAsync(first.Run.Id);
        await bulk.ApproveAsync(first.Run.Id);
        var done = await bulk.UntilIdleAsync(first.Run.Id);

        Assert.Equal((0, true), (second.Totals.Deleted, second.Run.DeletesNothing));
        Assert.True(second.Totals.LeastReversibility > first.Totals.LeastReversibility);
        Assert.All(done.Groups, group => Assert.Equal((MergeMode.SoftMerge, BulkGroupState.Merged), (group.Mode, group.State)));
        Assert.DoesNotContain("crm.entity.mergeBatch", await bench.View.WritesAsync());
    }

    [Fact]
    public async Task ApproverWhoMayNotMergeAnyMore_TheRunWaitsForSomebodyWhoMay()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var bulk = new BulkBench(bench);
        var id = (await bulk.PlannedAsync(await bulk.GroupsAsync(1))).Run.Id;
        await bulk.ApproveAsync(id);
        await ChangeRoleAsync(bench, MemberRole.Auditor);

        var waiting = await bulk.UntilIdleAsync(id);
        await ChangeRoleAsync(bench, MemberRole.Operator);
        await bulk.WithAsync(runs => runs.ResumeAsync(id, CancellationToken.None));
        var done = await bulk.UntilIdleAsync(id);

        Assert.Equal((BulkState.Paused, nameof(BulkApproverLeft), 0), (waiting.Run.State, waiting.Run.CauseCode, waiting.Run.Count(BulkGroupState.Merged)));
        Assert.Equal((BulkState.Finished, 1), (done.Run.State, done.Run.Count(BulkGroupState.Merged)));
    }

    [Fact]
    public async Task OtherAgency_SeesNoRunAndChangesNone()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var bulk = new BulkBench(bench);
        var planned = await bulk.PlannedAsync(await bulk.GroupsAsync(1));
        var other = await bench.Product.RegisterAsync("Other");

        var seen = await other.WithAsync<BulkQueries, BulkView?>(queries => queries.FindAsync(planned.Run.Id, CancellationToken.None));
        var listed = await other.WithAsync<BulkQueries, BulkPage>(queries => queries.PageAsync(null, 0, 10, CancellationToken.None));
        var approved = await other.WithAsync<BulkRuns, Result<Done>>(runs => runs.ApproveAsync(planned.Run.Id, new BulkConsent(planned.Hash, 1, BulkStopRules.Default, null), CancellationToken.None));
        var stopped = await other.WithAsync<BulkRuns, Result<Done>>(runs => runs.StopAsync(planned.Run.Id, CancellationToken.None));
        var started = await other.WithAsync<BulkRuns, Result<BulkRunId>>(runs => runs.StartAsync([planned.Groups[0].Group], false, CancellationToken.None));

        Assert.Null(seen);
        Assert.Equal(0, listed.Total);
        Assert.Equal(new NotThere(), approved.Failure);
        Assert.Equal(new NotThere(), stopped.Failure);
        Assert.Equal(new NotThere(), started.Failure);
        Assert.Equal(BulkState.Planned, (await bulk.FindAsync(planned.Run.Id)).Run.State);
    }

    [Fact]
    public async Task ExecutorDiesInTheMiddleOfAGroup_TheNextOneFinishesItAndBeginsNoneTwice()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var bulk = new BulkBench(bench);
        var id = (await bulk.PlannedAsync(await bulk.GroupsAsync(3))).Run.Id;
        await bulk.ApproveAsync(id);
        bench.Crash.ArmAfterIntent(nameof(MergeStep.MergeRecords));
        await Assert.ThrowsAsync<KilledException>(() => bulk.UntilIdleAsync(id));
        var left = await bulk.FindAsync(id);

        // Paused while it was dead: what was begun is finished all the same.
        await bulk.WithAsync(runs => runs.PauseAsync(id, CancellationToken.None));
        var paused = await bulk.UntilIdleAsync(id);
        await bulk.WithAsync(runs => runs.ResumeAsync(id, CancellationToken.None));
        var done = await bulk.UntilIdleAsync(id);

        Assert.Equal([BulkGroupState.Merging, BulkGroupState.Planned, BulkGroupState.Planned], BulkBench.States(left));
        Assert.Equal([BulkGroupState.Merged, BulkGroupState.Planned, BulkGroupState.Planned], BulkBench.States(paused));
        Assert.Equal((BulkState.Finished, 3), (done.Run.State, done.Run.Count(BulkGroupState.Merged)));
        Assert.Equal(3, (await bench.View.WritesAsync()).Count(write => write == "crm.entity.mergeBatch"));
        Assert.Equal(3, await bench.Agency.DatabaseAsync(db => db.Set<MergeRun>().CountAsync()));
    }

    private static async Task<List<GroupState>> StatesAsync(MergeBench bench, GroupId[] groups)
    {
        var states = await bench.Agency.DatabaseAsync(db => db.Set<DuplicateGroup>().Where(group => groups.Contains(group.Id)).ToDictionaryAsync(group => group.Id, group => group.State));
        return [.. groups.Select(group => states[group])];
    }

    private static Task<List<AuditAction>> ActionsAsync(MergeBench bench, BulkRunId id)
    {
        var subject = $"bulk:{id}";
        return bench.Agency.DatabaseAsync(db => db.Set<AuditEntry>().Where(entry => entry.Subject == subject).OrderBy(entry => entry.Position).Select(entry => entry.Action).ToListAsync());
    }

    private static Task<int> ChangeRoleAsync(MergeBench bench, MemberRole role) => bench.Agency.DatabaseAsync(async db =>
    {
        (await db.Set<TenantMember>().SingleAsync()).ChangeRole(role);
        return await db.SaveChangesAsync();
    });

    /// <summary>An approved run of two groups whose webhook the portal revokes at the first write, and another webhook that works.</summary>
    private static async Task<(BulkRunId Run, string Spare)> ClosedAtItsFirstWriteAsync(MergeBench bench, BulkBench bulk)
    {
        var spare = (await bench.NewWebhookAsync(user: 1)).ToString();
        await bench.ReconnectAsync((await bench.NewWebhookAsync(user: 1)).ToString());
        var id = (await bulk.PlannedAsync(await bulk.GroupsAsync(2))).Run.Id;
        await bulk.ApproveAsync(id);
        await bench.Emulator.AddFaultAsync(new { method = "crm.item.update", kind = "revokeWebhook", calls = new[] { 1 } });
        return (id, spare);
    }
}
