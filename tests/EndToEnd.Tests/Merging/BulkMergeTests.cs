using DedupPortal.Bitrix24;
using DedupPortal.EndToEnd.Tests.Look;
using DedupPortal.EndToEnd.Tests.Pages;
using DedupPortal.EndToEnd.Tests.Running;
using DedupPortal.Merging;
using DedupPortal.Testing;
using DedupPortal.Web.Components.Pages.Bulk;
using Microsoft.Playwright;

namespace DedupPortal.EndToEnd.Tests.Merging;

/// <summary>Several groups at once: looked at dry, approved, paused between two groups, resumed, read in the report.</summary>
public sealed class BulkMergeTests(Chromium chromium, AgencySite site) : JourneyTest(chromium)
{
    private BitrixView Bitrix => new(site.Bitrix);

    [Fact]
    public async Task TwoGroups_DryRunWritesNothing_PausedAfterTheFirst_ResumedToTheEnd()
    {
        var owner = await OwnerAsync(site, ColorScheme.Dark);
        EntityRef[][] groups = [await CompaniesAsync("clean", 2), await CompaniesAsync("conflict", 0)];
        var before = await Bitrix.FingerprintsAsync([.. groups.SelectMany(cards => cards)]);
        var bulk = new BulkPages(owner);

        await bulk.PlanAsync(EntityType.Company, groups);

        Assert.Equal(before, await Bitrix.FingerprintsAsync([.. groups.SelectMany(cards => cards)]));
        await IsWholeAsync(owner);

        // Slow enough for a person to press "pause" while the first group is at it.
        await site.Bitrix.AddFaultAsync(new { method = "crm.entity.mergeBatch", kind = "slow", ms = 6000, calls = new[] { 1 } });
        await bulk.ApproveAsync("Осенняя уборка");
        await bulk.PauseAsync();
        await bulk.StandsAtAsync(BulkState.Paused, (BulkGroupState.Merged, 1), (BulkGroupState.Planned, 1));

        Assert.Equal(3, await ThereAsync(groups));

        await bulk.ResumeAsync();
        await bulk.StandsAtAsync(BulkState.Finished, (BulkGroupState.Merged, 2));
        await site.Bitrix.ClearFaultsAsync();

        Assert.Equal(2, await ThereAsync(groups));
        await IsWholeAsync(owner);
        await owner.Expect(bulk.Line(groups[0]).GetByText(owner.Words.Of<BulkGroupList>("ToMerge"), new() { Exact = true })).ToBeVisibleAsync();
        var report = await owner.Page.APIRequest.GetAsync($"{owner.Page.Url.Split('?')[0]}/report.csv");
        var lines = (await report.TextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.All(lines.Skip(1), line => Assert.Contains(owner.Words.Of<BulkText>("Group_Merged"), line, StringComparison.Ordinal));
    }

    private static async Task IsWholeAsync(Visitor visitor)
    {
        List<string> problems = [.. await PageCheck.TextsAsync(visitor), .. await PageCheck.AccessibilityAsync(visitor), .. await PageCheck.PhoneAsync(visitor)];
        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }

    private async Task<EntityRef[]> CompaniesAsync(string note, int index)
    {
        var (one, other) = (await PairsOfTruth.ReadAsync(site.Bitrix, "pair", "companies", note))[index];
        return [one, other];
    }

    private async Task<int> ThereAsync(EntityRef[][] groups)
    {
        var there = 0;
        foreach (var card in groups.SelectMany(cards => cards))
            if (await Bitrix.ItemAsync(card) is not null) there++;
        return there;
    }
}
