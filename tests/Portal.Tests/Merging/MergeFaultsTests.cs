using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Portals;
using DedupPortal.Storage;
using DedupPortal.Testing;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>What the portal, the network and other people do to a merge. After each the portal is whole: merged, or as it was.</summary>
public sealed class MergeFaultsTests(PostgresCluster cluster, MergingEmulator portal) : IClassFixture<MergingEmulator>
{
    private static readonly EntityRef s_telegram = new(EntityType.Contact, 120);
    private static readonly EntityRef s_anna = new(EntityType.Contact, 131);
    private static readonly EntityRef s_empty = new(EntityType.Contact, 144);
    private static readonly EntityRef s_lead = new(EntityType.Lead, 50);

    [Theory]
    [InlineData("conflict", nameof(MergeConflict))]
    [InlineData("error", nameof(MergeRefused))]
    public async Task MergeBatchRefuses_EverythingWrittenIsTakenBack(string fault, string code)
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var before = await bench.View.FingerprintsAsync(s_telegram, s_anna);
        var choices = new Dictionary<string, FieldChoice> { ["lastName"] = new FieldChoice.Custom("Li"), ["IM"] = new FieldChoice.Union([]) };
        var draft = await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna], choices);
        var approved = await bench.ApproveAsync(draft);
        await bench.Emulator.AddFaultAsync(new { method = "crm.entity.mergeBatch", kind = fault });

        var merge = await bench.ExecuteAsync(approved.Value);

        Assert.Equal((MergeState.Failed, code), (merge.Merge.State, merge.Merge.FailureCode));
        Assert.EndsWith("/crm/contact/merge/?id=131,120", merge.Merge.FailureParameters[0], StringComparison.Ordinal);
        Assert.Equal(before, await bench.View.FingerprintsAsync(s_telegram, s_anna));
        Assert.Contains(merge.Steps, step => step.Compensates is not null);
        await bench.Emulator.ClearFaultsAsync();
        var second = await bench.MergeAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);
        Assert.Equal(MergeState.Completed, second.Merge.State);
    }

    [Theory]
    [InlineData("conflict")]
    [InlineData("error")]
    public async Task ContactFromLead_MergeBatchRefuses_NoContactIsLeftOver(string fault)
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        await bench.View.ResultAsync("crm.timeline.comment.add", new { fields = new { ENTITY_ID = 50, ENTITY_TYPE = "lead", COMMENT = "wrote at night" } });
        var before = await bench.View.FingerprintsAsync(s_lead, s_anna);
        var draft = await bench.DraftAsync(MergeMode.ContactFromLead, s_anna, [s_lead, s_anna], new Dictionary<string, FieldChoice> { ["post"] = new FieldChoice.Custom("Chief") });
        var approved = await bench.ApproveAsync(draft);
        await bench.Emulator.AddFaultAsync(new { method = "crm.entity.mergeBatch", kind = fault });

        var merge = await bench.ExecuteAsync(approved.Value);

        Assert.Equal(MergeState.Failed, merge.Merge.State);
        Assert.Equal(before, await bench.View.FingerprintsAsync(s_lead, s_anna));
        var created = (await bench.View.WritesAsync()).Count(write => write == "crm.item.add");
        var deleted = (await bench.View.WritesAsync()).Count(write => write == "crm.item.delete");
        Assert.Equal((1, 1), (created, deleted));
    }

    [Fact]
    public async Task EditedByAPersonDuringTheMerge_TakingBackKeepsTheEdit()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var draft = await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna], new Dictionary<string, FieldChoice> { ["post"] = new FieldChoice.Custom("Chief"), ["lastName"] = new FieldChoice.Custom("Li") });
        var approved = await bench.ApproveAsync(draft);
        await bench.RunUntilSentAsync(approved.Value, nameof(MergeStep.MergeRecords));
        await bench.View.UpdateAsync(s_anna, new { post = "Director" });

        var merge = await bench.ExecuteAsync(approved.Value);

        Assert.Equal((MergeState.Failed, nameof(ChangedSincePreview)), (merge.Merge.State, merge.Merge.FailureCode));
        var card = (await bench.View.ItemAsync(s_anna))!;
        Assert.Equal(("Director", "Lee"), ((string?)card["post"], (string?)card["lastName"]));
    }

    [Theory]
    [InlineData("crm.entity.mergeBatch", "lost504")]
    [InlineData("crm.entity.mergeBatch", "dropAfter")]
    [InlineData("crm.entity.mergeBatch", "truncate")]
    [InlineData("crm.entity.mergeBatch", "html502")]
    [InlineData("crm.entity.mergeBatch", "drop")]
    [InlineData("crm.entity.mergeBatch", "queryLimit")]
    [InlineData("crm.entity.mergeBatch", "operationLimit")]
    [InlineData("crm.item.update", "lost504")]
    [InlineData("crm.item.update", "drop")]
    public async Task AnswerLostOrRefusedForNow_MergesExactlyOnce(string method, string fault)
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var draft = await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);
        var approved = await bench.ApproveAsync(draft);
        await bench.Emulator.AddFaultAsync(new { method, kind = fault, calls = new[] { 1 } });

        var merge = await bench.ExecuteAsync(approved.Value);

        Assert.Equal((MergeState.Completed, null), (merge.Merge.State, merge.Merge.FailureCode));
        Assert.Empty(merge.Result!.Deviations);
        Assert.Null(await bench.View.ItemAsync(s_telegram));
        Assert.Equal(2, (await bench.View.EntriesAsync(s_anna)).Count);
    }

    [Theory]
    [InlineData("lost504")]
    [InlineData("dropAfter")]
    [InlineData("drop")]
    public async Task CreationAnswerLost_ContactIsCreatedOnce(string fault)
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var draft = await bench.DraftAsync(MergeMode.ContactFromLead, s_anna, [s_lead, s_anna]);
        var approved = await bench.ApproveAsync(draft);
        await bench.Emulator.AddFaultAsync(new { method = "crm.item.add", kind = fault, calls = new[] { 1 } });

        var merge = await bench.ExecuteAsync(approved.Value);

        Assert.Equal((MergeState.Completed, null), (merge.Merge.State, merge.Merge.FailureCode));
        var holders = await bench.View.ResultAsync("crm.item.list", new Dictionary<string, object>
        {
            ["entityTypeId"] = 3, ["filter"] = new Dictionary<string, object> { ["=imol"] = "imol|telegrambot|5|700112244|4160" }, ["select"] = new[] { "id" },
        });
        Assert.Equal([131L], holders!["items"]!.AsArray().Select(row => (long)row!["id"]!).ToList());
    }

    [Theory]
    [InlineData("crm.item.update", "lost504")]
    [InlineData("crm.activity.binding.add", "lost504")]
    [InlineData("crm.timeline.bindings.bind", "dropAfter")]
    [InlineData("crm.lead.contact.items.set", "lost504")]
    public async Task LeadIntoContact_AnswerLost_NothingIsDoneTwice(string method, string fault)
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        await bench.View.ResultAsync("crm.timeline.comment.add", new { fields = new { ENTITY_ID = 50, ENTITY_TYPE = "lead", COMMENT = "wrote at night" } });
        var draft = await bench.DraftAsync(MergeMode.LeadIntoContact, s_anna, [s_lead, s_anna]);
        var approved = await bench.ApproveAsync(draft);
        await bench.Emulator.AddFaultAsync(new { method, kind = fault, calls = new[] { 1 } });

        var merge = await bench.ExecuteAsync(approved.Value);

        Assert.Equal((MergeState.Completed, null), (merge.Merge.State, merge.Merge.FailureCode));
        Assert.Empty(merge.Result!.Deviations);
        Assert.Equal(["IM/TELEGRAM=imol|telegrambot|5|700112244|4160", "PHONE/WORK=+491701234567", "WEB/HOME=https://t.me/tg_boris"], await bench.View.EntriesAsync(s_anna));
        Assert.Equal([131L], await bench.View.ContactsOfAsync(s_lead));
        // The lead's comment and the note about the merge.
        Assert.Equal(2, (await bench.View.CommentsAsync(s_anna)).Count);
    }

    [Fact]
    public async Task PartialMerge_IsNamedAndResumingMergesTheRest()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var draft = await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna, s_empty]);
        var approved = await bench.ApproveAsync(draft);
        await bench.Emulator.AddFaultAsync(new { method = "crm.entity.mergeBatch", kind = "partialMerge", after = 1, calls = new[] { 1 } });

        var stopped = await bench.ExecuteAsync(approved.Value);
        var resumed = await bench.Agency.WithAsync<MergeApproval, Result<Done>>(approval => approval.ResumeAsync(approved.Value, CancellationToken.None));
        var merge = await bench.ExecuteAsync(approved.Value);

        Assert.Equal((MergeState.NeedsAttention, nameof(PartlyMerged)), (stopped.Merge.State, stopped.Merge.FailureCode));
        Assert.Equal(["contact:120", "contact:144"], stopped.Merge.FailureParameters);
        Assert.True(resumed.Succeeded);
        Assert.Equal(MergeState.Completed, merge.Merge.State);
        Assert.Null(await bench.View.ItemAsync(s_empty));
        Assert.Equal(3, (await bench.View.EntriesAsync(s_anna)).Count);
    }

    [Fact]
    public async Task RecordDeletedSincePreview_NothingIsWritten()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var draft = await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);
        var approved = await bench.ApproveAsync(draft);
        await bench.View.ResultAsync("crm.item.delete", new { entityTypeId = 3, id = 120 });
        await bench.Emulator.ClearJournalAsync();

        var merge = await bench.ExecuteAsync(approved.Value);

        Assert.Equal((MergeState.Failed, nameof(RecordGone)), (merge.Merge.State, merge.Merge.FailureCode));
        Assert.Equal(["contact:120"], merge.Merge.FailureParameters);
        Assert.Empty(await bench.View.WritesAsync());
    }

    [Fact]
    public async Task SurvivorDeletedDirectlyBeforeMergeBatch_NoOtherRecordWins()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var draft = await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna, s_empty]);
        var approved = await bench.ApproveAsync(draft);
        await bench.RunUntilSentAsync(approved.Value, nameof(MergeStep.MergeRecords));
        await bench.View.ResultAsync("crm.item.delete", new { entityTypeId = 3, id = 131 });

        var merge = await bench.ExecuteAsync(approved.Value);

        Assert.Equal((MergeState.NeedsAttention, nameof(SurvivorGone)), (merge.Merge.State, merge.Merge.FailureCode));
        Assert.NotNull(await bench.View.ItemAsync(s_telegram));
        Assert.NotNull(await bench.View.ItemAsync(s_empty));
    }

    [Fact]
    public async Task SurvivorDeletedWhileLosersAreMadeEqual_LosersAreAsTheyWere()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var before = await bench.View.FingerprintsAsync(s_telegram, s_empty);
        // Nothing is filled on the survivor, so that the merge itself is the first to touch it.
        var choices = new Dictionary<string, FieldChoice> { ["sourceId"] = new FieldChoice.Cleared(), ["comments"] = new FieldChoice.Cleared() };
        var draft = await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna, s_empty], choices);
        var approved = await bench.ApproveAsync(draft);
        await bench.RunUntilSentAsync(approved.Value, nameof(MergeStep.UpdateRecord));
        await bench.View.ResultAsync("crm.item.delete", new { entityTypeId = 3, id = 131 });

        var merge = await bench.ExecuteAsync(approved.Value);

        Assert.Equal((MergeState.Failed, nameof(SurvivorGone)), (merge.Merge.State, merge.Merge.FailureCode));
        // The deal of 120 and 131 has lost 131 by the deletion, not by the merge.
        Assert.Equal(before, await bench.View.FingerprintsAsync(s_telegram, s_empty));
        Assert.DoesNotContain("crm.entity.mergeBatch", await bench.View.WritesAsync());
    }

    [Fact]
    public async Task ChangedSincePreview_StopsAndSaysWhat()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var draft = await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);
        var approved = await bench.ApproveAsync(draft);
        await bench.View.UpdateAsync(s_anna, new { lastName = "Li", fm = new { n0 = new { typeId = "EMAIL", valueType = "WORK", value = "anna@example.com" } } });
        await bench.Emulator.ClearJournalAsync();

        var merge = await bench.ExecuteAsync(approved.Value);

        Assert.Equal((MergeState.Failed, nameof(ChangedSincePreview)), (merge.Merge.State, merge.Merge.FailureCode));
        Assert.Equal(["contact:131: hasEmail, lastName, EMAIL"], merge.Merge.FailureParameters.Select(text => text.Replace("lastName, hasEmail", "hasEmail, lastName", StringComparison.Ordinal)).ToList());
        Assert.Empty(await bench.View.WritesAsync());
    }

    [Fact]
    public async Task TwoPeople_SameRecords_SecondIsToldWhoWasFirst()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var first = await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);
        var second = await bench.DraftAsync(MergeMode.SameType, s_anna, [s_anna, s_empty]);

        var answers = await Task.WhenAll(bench.ApproveAsync(first), bench.ApproveAsync(second, role: MemberRole.Admin));

        var busy = Assert.IsType<RecordBusy>(Assert.Single(answers, answer => !answer.Succeeded).Failure);
        var winner = Assert.Single(answers, answer => answer.Succeeded).Value;
        Assert.Equal(("contact:131", winner.Value), (busy.Record, busy.Merge));
        Assert.StartsWith("Acting ", busy.By, StringComparison.Ordinal);
        Assert.Single(bench.Queue.Runs);
        Assert.Equal(MergeState.Completed, (await bench.ExecuteAsync(winner)).Merge.State);
    }

    [Fact]
    public async Task PressedTwice_OneRun()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var draft = await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);

        var once = await bench.ApproveAsync(draft, "key");
        var twice = await bench.ApproveAsync(draft, "key");
        var other = await bench.ApproveAsync(draft, "other key");

        Assert.Equal(once.Value, twice.Value);
        Assert.IsType<DraftApproved>(other.Failure);
        Assert.Single(bench.Queue.Runs);
    }

    [Fact]
    public async Task WebhookRevokedInMidMerge_PausesAndGoesOnAfterReconnecting()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var spare = (await bench.NewWebhookAsync(user: 1)).ToString();
        var webhook = (await bench.NewWebhookAsync(user: 1)).ToString();
        await bench.ReconnectAsync(webhook);
        var draft = await bench.DraftAsync(MergeMode.LeadIntoContact, s_anna, [s_lead, s_anna]);
        var approved = await bench.ApproveAsync(draft);
        await bench.Emulator.AddFaultAsync(new { method = "crm.lead.contact.items.set", kind = "revokeWebhook", calls = new[] { 1 } });

        var paused = await bench.ExecuteAsync(approved.Value);
        await bench.ReconnectAsync(spare);
        var resumed = await bench.Agency.WithAsync<MergeApproval, Result<Done>>(approval => approval.ResumeAsync(approved.Value, CancellationToken.None));
        var merge = await bench.ExecuteAsync(approved.Value);

        Assert.Equal((MergeState.Paused, nameof(CredentialRefused)), (paused.Merge.State, paused.Merge.FailureCode));
        Assert.True(resumed.Succeeded);
        Assert.Equal(MergeState.Completed, merge.Merge.State);
        Assert.Equal("CONVERTED", (string?)(await bench.View.ItemAsync(s_lead))!["stageId"]);
    }

    [Fact]
    public async Task UserWithoutDeleteRight_IsRefusedAndTakenBack()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator, portal.Emulator.UserWebhook);
        var before = await bench.View.FingerprintsAsync(s_anna, s_empty);

        // User 6 may delete own cards only, and 144 is user 1's. The harmonising writes go through, the merge does not.
        var merge = await bench.MergeAsync(MergeMode.SameType, s_anna, [s_anna, s_empty], new Dictionary<string, FieldChoice> { ["post"] = new FieldChoice.Custom("Chief") });

        Assert.Equal((MergeState.Failed, nameof(MergeRefused)), (merge.Merge.State, merge.Merge.FailureCode));
        Assert.Equal(before, await bench.View.FingerprintsAsync(s_anna, s_empty));
    }
}
