using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Testing;

namespace DedupPortal.Bitrix24.Tests.Client;

/// <summary>One emulator for the class: portal H of the contract, with 120 contacts, without a rate limit.</summary>
public sealed class ContractPortalFixture : IAsyncLifetime
{
    internal EmulatorProcess Emulator { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Emulator = await EmulatorProcess.StartAsync();

    public ValueTask DisposeAsync() => Emulator.DisposeAsync();

    internal BitrixClientFactory Factory(CollectedLog? log = null) => new(
        new BitrixClientOptions
        {
            RetryBase = TimeSpan.FromMilliseconds(1),
            RequestsPerSecond = 100_000,
            RequestBurst = 100_000,
            AllowedEndpoints = [Emulator.Address.Authority],
        },
        TimeProvider.System,
        log ?? new CollectedLog());

    internal static IncomingWebhook Webhook(Uri url)
    {
        Assert.True(IncomingWebhook.TryParse(url.ToString(), out var webhook, out _));
        return webhook;
    }
}

public sealed class EmulatorTests(ContractPortalFixture portal) : IClassFixture<ContractPortalFixture>, IAsyncLifetime
{
    private readonly BitrixClientFactory _factory = portal.Factory();

    private BitrixClient Admin => _factory.Create(ContractPortalFixture.Webhook(portal.Emulator.AdminWebhook));

    public async ValueTask InitializeAsync() => await portal.Emulator.ResetAsync();

    public ValueTask DisposeAsync()
    {
        _factory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task CheckAsync_Administrator_WholeReport()
    {
        var report = (await PortalProbe.CheckAsync(Admin, CancellationToken.None)).Value;

        Assert.Equal(1, report.User.Id);
        Assert.Equal("Ирина Админова", report.User.Name);
        Assert.True(report.User.IsAdmin);
        Assert.Contains("crm", report.Scopes);
        Assert.Equal(CrmMode.Classic, report.Mode);
        Assert.InRange(report.ServerTime!.Value, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        Assert.True(report.IsSufficient);
        Assert.DoesNotContain(report.Gaps, gap => gap.Kind == PortalGapKind.Scope);
        Assert.True(report.Methods.Single(method => method.Name == "crm.contact.list").Exists);
    }

    [Fact]
    public async Task CheckAsync_WebhookWithoutCrm_NamesTheScopeAndWhatItBlocks()
    {
        var made = await portal.Emulator.Http.PostAsync(new Uri("/_webhooks", UriKind.Relative), new StringContent("""{"user":1,"scopes":["user"]}""", System.Text.Encoding.UTF8, "application/json"));
        var url = JsonNode.Parse(await made.Content.ReadAsStringAsync())!["url"]!.GetValue<string>();

        var report = (await PortalProbe.CheckAsync(_factory.Create(ContractPortalFixture.Webhook(new Uri(url))), CancellationToken.None)).Value;

        Assert.False(report.IsSufficient);
        var gap = report.Gaps[0];
        Assert.Equal((PortalGapKind.Scope, "crm", true), (gap.Kind, gap.Name, gap.Required));
        Assert.Contains(PortalAbility.Merge, gap.Blocks);
        Assert.Contains(report.Gaps, other => other is { Name: "imopenlines", Required: false });
        Assert.DoesNotContain(report.Gaps, other => other.Name == "user_brief");
    }

    [Fact]
    public async Task CheckAsync_WrongSecret_CredentialRevoked()
    {
        var url = new Uri(portal.Emulator.Address, "/rest/1/wrongwrongwrong0/");

        var answer = await PortalProbe.CheckAsync(_factory.Create(ContractPortalFixture.Webhook(url)), CancellationToken.None);

        Assert.IsType<BitrixError.CredentialRevoked>(answer.Error);
    }

    [Fact]
    public async Task CallAsync_ContactOfTheContract_ReadInBothDialects()
    {
        var old = (await Admin.CallAsync(new BitrixCall("crm.contact.get", new JsonObject { ["id"] = 120 }), CancellationToken.None)).Value;
        var universal = (await Admin.CallAsync(new BitrixCall("crm.item.get", new JsonObject { ["entityTypeId"] = 3, ["id"] = 120 }), CancellationToken.None)).Value;

        var entry = new Multifield(901, "IM", "TELEGRAM", "imol|telegrambot|5|700112233|4153");
        Assert.Equal([entry], old.Result!.AsObject().Multifields());
        Assert.Equal([entry], universal.Result!["item"]!.AsObject().Multifields());
    }

    [Theory]
    [InlineData("crm.contact.get", 999999, typeof(BitrixError.NotFound))]
    [InlineData("crm.contact.get", 0, typeof(BitrixError.Rejected))]
    [InlineData("nosuch.method", 1, typeof(BitrixError.MethodMissing))]
    public async Task CallAsync_RefusedByTheEmulator_RightCase(string method, int id, Type expected)
    {
        var answer = await Admin.CallAsync(new BitrixCall(method, new JsonObject { ["id"] = id }), CancellationToken.None);

        Assert.IsType(expected, answer.Error);
    }

    [Fact]
    public async Task BatchAsync_ReferencesAndErrors_AsTheContractSays()
    {
        var batch = (await Admin.BatchAsync(
            [
                ("deal", Get("crm.deal.get", 77)),
                ("boss", new BitrixCall("crm.contact.get", new JsonObject { ["id"] = "$result[deal][CONTACT_ID]" })),
                ("bad", Get("crm.contact.get", 999999)),
                ("after", Get("crm.contact.get", 131)),
            ],
            halt: true,
            CancellationToken.None)).Value;

        Assert.True(batch.TryGetAnswer("boss", out var boss));
        Assert.Equal("120", boss.Result!["ID"]!.GetValue<string>());
        Assert.IsType<BitrixError.NotFound>(Assert.IsType<BatchEntry.Failed>(batch["bad"]).Error);
        Assert.IsType<BatchEntry.NotReached>(batch["after"]);
    }

    [Fact]
    public async Task BatchAsync_TextWithEveryAwkwardCharacter_ArrivesUnchanged()
    {
        const string text = "a&b=c #1 +7% [x] \"q\" 'd' да/нет?\n€ 😀 $5";
        var add = new BitrixCall("crm.contact.update", new JsonObject { ["id"] = 144, ["fields"] = new JsonObject { ["COMMENTS"] = text } });

        var batch = (await Admin.BatchAsync([("u", add), ("g", Get("crm.contact.get", 144))], halt: true, CancellationToken.None)).Value;

        Assert.True(batch.TryGetAnswer("g", out var answer));
        Assert.Equal(text, answer.Result!.AsObject().Text("COMMENTS"));
    }

    [Fact]
    public async Task ReadRowsAsync_Contacts_OldAndUniversalGiveTheSame120()
    {
        var old = await IdsAsync(CrmListing.Cards(EntityType.Contact, ["ID", "NAME", "PHONE", "IM"]));
        var universal = await IdsAsync(CrmListing.UniversalCards(EntityType.Contact, []));

        Assert.Equal(120, old.Count);
        Assert.Equal(old.Order(), old);
        Assert.Equal(old, universal);
    }

    [Fact]
    public async Task ReadRowsAsync_MultifieldsBySelect_ComeWithTheRows()
    {
        var found = new List<Multifield>();
        await foreach (var page in Admin.ReadRowsAsync(CrmListing.Cards(EntityType.Contact, ["ID", "PHONE", "EMAIL", "IM"]), 0, CancellationToken.None))
            found.AddRange(page.Value.Rows.SelectMany(row => row.ToObject().Multifields()));

        Assert.Equal([901, 910, 920], found.Select(entry => entry.Id).Order());
    }

    [Fact]
    public async Task ReadRowsAsync_Resumed_NoRowTwiceNoneMissing()
    {
        var all = await IdsAsync(CrmListing.Cards(EntityType.Contact, ["ID"]));

        var rest = await IdsAsync(CrmListing.Cards(EntityType.Contact, ["ID"]), afterId: all[59]);

        Assert.Equal(all.Skip(60), rest);
    }

    [Fact]
    public async Task ReadRowsAsync_ActivitiesByFilter_OnlyThose()
    {
        var sessions = await IdsAsync(CrmListing.Activities(["ID", "SUBJECT", "COMMUNICATIONS"], new JsonObject { ["PROVIDER_ID"] = "IMOPENLINES_SESSION" }));

        Assert.Equal([20, 23], sessions);
    }

    // The portal has one company; rows, requests (the first counts, then up to 50 pages each).
    [Theory]
    [InlineData(50, 2)]
    [InlineData(51, 2)]
    [InlineData(2500, 3)]
    [InlineData(2551, 3)]
    public async Task ReadRowsAsync_FullPagesExactly_EndsAndMissesNothing(int companies, int requests)
    {
        foreach (var chunk in Enumerable.Range(1, companies - 1).Chunk(50))
        {
            var adds = chunk.Select(number => (
                string.Create(CultureInfo.InvariantCulture, $"k{number}"),
                new BitrixCall("crm.company.add", new JsonObject { ["fields"] = new JsonObject { ["TITLE"] = $"Company {number}" } }))).ToArray();
            Assert.Null((await Admin.BatchAsync(adds, halt: true, CancellationToken.None)).Value.FirstFailure);
        }

        await portal.Emulator.ClearJournalAsync();
        var ids = await IdsAsync(CrmListing.Cards(EntityType.Company, ["ID"]));

        Assert.Equal(companies, ids.Count);
        Assert.Equal(companies, ids.Distinct().Count());
        Assert.Equal(requests, (await portal.Emulator.JournalAsync()).Count);
    }

    [Theory]
    [InlineData("lost504")]
    [InlineData("dropAfter")]
    [InlineData("truncate")]
    public async Task CallAsync_AddWhoseAnswerIsLost_IsSentOnceAndReportedLost(string kind)
    {
        await portal.Emulator.AddFaultAsync(new { method = "crm.company.add", kind, calls = new[] { 1 } });

        var answer = await Admin.CallAsync(new BitrixCall("crm.company.add", new JsonObject { ["fields"] = new JsonObject { ["TITLE"] = "Once" } }), CancellationToken.None);

        Assert.True(Assert.IsType<BitrixError.RetryLater>(answer.Error).AnswerLost);
        Assert.Equal(2, (await IdsAsync(CrmListing.Cards(EntityType.Company, ["ID"]))).Count);
    }

    [Theory]
    [InlineData("html502")]
    [InlineData("lost504")]
    [InlineData("drop")]
    [InlineData("truncate")]
    [InlineData("queryLimit")]
    [InlineData("overload")]
    [InlineData("operationLimit")]
    public async Task CallAsync_ReadDisturbedTwice_ThirdAttemptSucceeds(string kind)
    {
        await portal.Emulator.AddFaultAsync(new { method = "crm.contact.get", kind, calls = new[] { 1, 2 } });
        var log = new CollectedLog();
        using var factory = portal.Factory(log);

        var answer = await factory.Create(ContractPortalFixture.Webhook(portal.Emulator.AdminWebhook)).CallAsync(Get("crm.contact.get", 120), CancellationToken.None);

        Assert.True(answer.Succeeded);
        Assert.Equal(2, log.Failures);
    }

    [Fact]
    public async Task CallAsync_AddRefusedForRate_IsSentAgainAndDoneOnce()
    {
        await portal.Emulator.AddFaultAsync(new { method = "crm.company.add", kind = "queryLimit", calls = new[] { 1, 2 } });

        var answer = await Admin.CallAsync(new BitrixCall("crm.company.add", new JsonObject { ["fields"] = new JsonObject { ["TITLE"] = "Once" } }), CancellationToken.None);

        Assert.True(answer.Succeeded);
        Assert.Equal(2, (await IdsAsync(CrmListing.Cards(EntityType.Company, ["ID"]))).Count);
    }

    [Fact]
    public async Task CallAsync_RealLimitAndSixtyCallsAtOnce_NoneIsRefused()
    {
        await using var limited = await EmulatorProcess.StartAsync("--rate", "on");
        var log = new CollectedLog();
        using var factory = new BitrixClientFactory(new BitrixClientOptions { AllowedEndpoints = [limited.Address.Authority] }, TimeProvider.System, log);
        var client = factory.Create(ContractPortalFixture.Webhook(limited.AdminWebhook));

        // 48 pass at once, 12 more at 2 per second.
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => client.CallAsync(new BitrixCall("profile"), CancellationToken.None)));

        Assert.All(answers, answer => Assert.True(answer.Succeeded));
        Assert.Equal(0, log.Failures);
        Assert.Equal(60, (await limited.JournalAsync()).Count);
    }

    private static BitrixCall Get(string method, int id) => new(method, new JsonObject { ["id"] = id });

    private async Task<List<long>> IdsAsync(CrmListing listing, long afterId = 0)
    {
        var ids = new List<long>();
        await foreach (var page in Admin.ReadRowsAsync(listing, afterId, CancellationToken.None))
            ids.AddRange(page.Value.Rows.Select(row => row.Id));
        return ids;
    }
}
