using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24.Tests.Client;

/// <summary>The report on portals that the emulator does not play: other plans, an older on-premise portal, answers that are missing.</summary>
public sealed class PortalProbeTests
{
    [Fact]
    public async Task CheckAsync_EnterpriseByApplication_EverythingKnown()
    {
        var report = await CheckAsync(asApplication: true, answers => { });

        Assert.Equal(new PortalPlan("de_ent10000", "ent", IsOnPremise: false), report.Plan);
        Assert.Equal(RateLimit.Enterprise, report.Plan!.Limit);
        Assert.Equal([new OpenLine(5, "Shop", IsActive: true), new OpenLine(6, "Old", IsActive: false)], report.Lines!);
        Assert.Equal("Telegram", report.Connectors!["telegrambot"]);
        Assert.True(report.HasOfflineEvents && report.HasOwnQueue && report.RecycleBin == true);
        Assert.Empty(report.Limitations);
        Assert.Empty(report.Gaps);
    }

    [Fact]
    public async Task CheckAsync_Webhook_NeverAsksWhatOnlyApplicationsAreTold()
    {
        var report = await CheckAsync(asApplication: false, answers => { });

        Assert.Null(report.Plan);
        Assert.Null(report.Connectors);
        Assert.NotNull(report.Lines);
        Assert.False(report.HasOfflineEvents);
        var limitation = Assert.Single(report.Limitations);
        Assert.Equal(PortalLimitationKind.NotAnApplication, limitation.Kind);
        Assert.Equal([PortalAbility.LiveChanges], limitation.Blocks);
    }

    [Fact]
    public async Task CheckAsync_OlderOnPremisePortal_NamesWhatItLacks()
    {
        var report = await CheckAsync(asApplication: true, answers =>
        {
            answers["app.info"] = JsonNode.Parse("""{"LICENSE":"ru_selfhosted","LICENSE_FAMILY":""}""");
            answers["feature.get"] = null;
            answers["crm.type.list"] = JsonNode.Parse("""{"types":[]}""");
            answers["method.get crm.entity.mergeBatch"] = JsonNode.Parse("""{"isExisting":false,"isAvailable":false}""");
            answers["method.get event.offline.list"] = JsonNode.Parse("""{"isExisting":"N","isAvailable":"N"}""");
        });

        Assert.True(report.Plan!.IsOnPremise);
        Assert.Null(report.RecycleBin);
        Assert.Equal(RateLimit.Standard, report.Plan.Limit);
        Assert.False(report.HasOfflineEvents || report.HasOwnQueue || report.IsSufficient);
        Assert.Equal(PortalLimitationKind.NoOfflineEvents, Assert.Single(report.Limitations).Kind);
        Assert.Equal("crm.entity.mergeBatch", Assert.Single(report.Gaps).Name);
    }

    [Theory]
    [InlineData("rest_offline_extended", false, false)]
    [InlineData("rest_auth_connector", true, false)]
    public async Task CheckAsync_PlanWithoutAFeature_TheQueueOrOurOwnIsMissing(string feature, bool queue, bool own)
    {
        var report = await CheckAsync(asApplication: true, answers => answers["feature.get " + feature] = JsonNode.Parse("""{"value":"N"}"""));

        Assert.Equal((queue, own), (report.HasOfflineEvents, report.HasOwnQueue));
    }

    [Fact]
    public async Task CheckAsync_UserInSimpleMode_BothLimitations()
    {
        var report = await CheckAsync(asApplication: true, answers =>
        {
            answers["profile"] = JsonNode.Parse("""{"ID":"6","ADMIN":false,"NAME":"Ann"}""");
            answers["crm.settings.mode.get"] = 2;
        });

        Assert.Equal(CrmMode.Simple, report.Mode);
        Assert.Equal([PortalLimitationKind.SimpleMode, PortalLimitationKind.NotAnAdministrator], report.Limitations.Select(limitation => limitation.Kind));
        Assert.Equal([PortalAbility.ConvertLead], report.Limitations[0].Blocks);
        Assert.Contains(PortalAbility.LiveChanges, report.Limitations[1].Blocks);
        Assert.False(report.HasOfflineEvents);
    }

    [Fact]
    public async Task CheckAsync_NiceToKnowRefused_UnknownAndNoFailure()
    {
        var report = await CheckAsync(asApplication: true, answers =>
        {
            foreach (var method in (string[])["app.info", "imconnector.list", "imopenlines.config.list.get", "feature.get", "server.time", "crm.settings.mode.get"]) answers[method] = null;
        });

        Assert.Null(report.Plan);
        Assert.Null(report.Lines);
        Assert.Null(report.Connectors);
        Assert.True(report.IsSufficient);
        Assert.True(report.HasOfflineEvents);
    }

    /// <summary>Answers by "method" or "method argument"; null refuses.</summary>
    private static async Task<PortalReport> CheckAsync(bool asApplication, Action<Dictionary<string, JsonNode?>> change)
    {
        var answers = new Dictionary<string, JsonNode?>(StringComparer.Ordinal)
        {
            ["profile"] = JsonNode.Parse("""{"ID":"1","ADMIN":true,"NAME":"Ann","LAST_NAME":"Lee"}"""),
            ["scope"] = new JsonArray("crm", "imopenlines", "user_brief"),
            ["server.time"] = "2026-11-27T12:00:00+03:00",
            ["crm.settings.mode.get"] = 1,
            ["app.info"] = JsonNode.Parse("""{"ID":12,"CODE":"local.66a1.2b3c","STATUS":"L","LICENSE":"de_ent10000","LICENSE_TYPE":"ent10000","LICENSE_FAMILY":"ent"}"""),
            ["imopenlines.config.list.get"] = JsonNode.Parse("""[{"ID":"5","LINE_NAME":"Shop","ACTIVE":"Y"},{"ID":"6","LINE_NAME":"Old","ACTIVE":"N"}]"""),
            ["crm.type.list"] = JsonNode.Parse("""{"types":[{"id":1,"entityTypeId":1030,"isRecyclebinEnabled":"N"},{"id":2,"entityTypeId":1032,"isRecyclebinEnabled":"Y"}]}"""),
            ["imconnector.list"] = JsonNode.Parse("""{"telegrambot":"Telegram","livechat":"Live chat"}"""),
            ["feature.get"] = JsonNode.Parse("""{"value":"Y"}"""),
            ["method.get"] = JsonNode.Parse("""{"isExisting":true,"isAvailable":true}"""),
        };
        change(answers);
        await using var portal = await ScriptedPortal.StartAsync((request, _) => Answer(request, answers));
        await using var app = await AppPortal.StartAsync();
        using var store = new MemoryTokenStore(app.Tokens());
        using var factory = new BitrixClientFactory(portal.Options(), TimeProvider.System, new CollectedLog());
        var client = asApplication ? factory.Create(new OAuthAccess(AppPortal.Application, AppPortal.Member, portal.Webhook.Portal, store)) : factory.Create(portal.Webhook);

        var report = (await PortalProbe.CheckAsync(client, CancellationToken.None)).Value;

        var sent = Assert.Single(portal.Requests).Body;
        Assert.Equal(asApplication, sent.Contains("app.info", StringComparison.Ordinal));
        return report;
    }

    private static Scripted Answer(ScriptedPortal.Received request, Dictionary<string, JsonNode?> answers)
    {
        var (results, errors) = (new JsonObject(), new JsonObject());
        foreach (var (key, line) in JsonNode.Parse(request.Body)!["cmd"]!.AsObject())
        {
            var parts = line!.GetValue<string>().Split('?', '=');
            var answer = answers.TryGetValue($"{parts[0]} {parts[^1]}", out var special) ? special : answers[parts[0]];
            if (answer is null) errors[key] = new JsonObject { ["error"] = "ACCESS_DENIED", ["error_description"] = "Access denied!" };
            else results[key] = answer.DeepClone();
        }

        return Scripted.Ok(new JsonObject { ["result"] = results, ["result_error"] = errors.Count == 0 ? new JsonArray() : errors }.ToJsonString());
    }
}
