namespace DedupPortal.Bitrix24.Tests.Emulator;

/// <summary>Sections 1.3 and 1.4 of the contract: what an application is told about itself.</summary>
public sealed class InstallCases(ContractPortal portal) : ApplicationCase(portal)
{
    [Fact]
    public async Task Install_PostsTokensAndApplicationToken()
    {
        await using var application = await FormReceiver.StartAsync();
        await Process.HandleAsync("/_app", new { installer = application.Address + "/install" });

        var told = await Process.HandleAsync("/_app/install");

        Assert.Equal(200, told!["sent"]![0]!["status"]!.GetValue<int>());
        var form = (await application.TakeAsync(1))[0];
        Assert.Equal("/install", form.Path);
        Assert.Equal("ONAPPINSTALL", form["event"]);
        Assert.Equal("Y", form["data[INSTALLED]"]);
        Assert.Equal(Process.Address.Authority, form["auth[domain]"]);
        Assert.Equal("3600", form["auth[expires_in]"]);
        Assert.Matches("^[0-9a-f]{32}$", form["auth[application_token]"]);
        Assert.Equal("1", (await CallAppAsync(form["auth[access_token]"], "profile")).Result!["ID"]!.GetValue<string>());
        Assert.Equal(200, (await RefreshAsync(form["auth[refresh_token]"])).Status);
        var info = (await AuthAsync("/rest/app.info?auth=" + form["auth[access_token]"])).Result!;
        Assert.Equal(form["auth[member_id]"], info["install"]!["member_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Install_Again_SameTokenAndHandlersAreGone()
    {
        await using var application = await FormReceiver.StartAsync();
        await Process.HandleAsync("/_app", new { installer = application.Address + "/install" });
        await Process.HandleAsync("/_app/install");
        var first = (await application.TakeAsync(1))[0];
        var token = first["auth[access_token]"];
        Assert.True((await CallAppAsync(token, "event.bind", $$"""{"event":"ONCRMCONTACTUPDATE","handler":"{{application.Address}}/e"}""")).Result!.GetValue<bool>());
        Assert.True((await CallAppAsync(token, "placement.bind", $$"""{"PLACEMENT":"CRM_DEAL_DETAIL_TAB","HANDLER":"{{application.Address}}/p"}""")).Result!.GetValue<bool>());

        await Process.HandleAsync("/_app/install");

        Assert.Equal(first["auth[application_token]"], (await application.TakeAsync(1))[0]["auth[application_token]"]);
        Assert.Equal("[]", Json((await CallAppAsync(token, "event.get")).Result));
        Assert.Equal("[]", Json((await CallAppAsync(token, "placement.get")).Result));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Update_NamesBothVersions_TokenMayChange(bool changes)
    {
        await using var application = await FormReceiver.StartAsync();
        await Process.HandleAsync("/_app", new { installer = application.Address + "/install" });
        await Process.HandleAsync("/_app/install");
        var before = (await application.TakeAsync(1))[0]["auth[application_token]"];

        await Process.HandleAsync("/_app/update", new { newToken = changes });

        var form = (await application.TakeAsync(1))[0];
        Assert.Equal(("ONAPPUPDATE", "2", "1"), (form["event"], form["data[VERSION]"], form["data[PREVIOUS_VERSION]"]));
        Assert.Equal(changes, before != form["auth[application_token]"]);
        Assert.Equal(200, (await RefreshAsync(form["auth[refresh_token]"])).Status);
    }

    [Fact]
    public async Task Uninstall_ToldWithoutTokens_EverythingItHeldIsRefused()
    {
        await using var application = await FormReceiver.StartAsync();
        var tokens = await SignInAsync();
        await CallAppAsync(tokens.Access, "event.bind", $$"""{"event":"ONAPPUNINSTALL","handler":"{{application.Address}}/gone"}""");

        await Process.HandleAsync("/_app/uninstall", new { clean = true });

        var form = (await application.TakeAsync(1))[0];
        Assert.Equal(("/gone", "ONAPPUNINSTALL", "1"), (form.Path, form["event"], form["data[CLEAN]"]));
        Assert.Equal(["auth[application_token]", "auth[client_endpoint]", "auth[domain]", "auth[member_id]", "auth[server_endpoint]"],
            form.Fields.Keys.Where(k => k.StartsWith("auth[", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Refused(await CallAppAsync(tokens.Access, "profile"), 401, "ERROR_OAUTH", "Application not installed");
        Refused(await RefreshAsync(tokens.Refresh), 401, "NOT_INSTALLED", "Application not installed");
        Refused(await AuthAsync("/rest/app.info?auth=" + tokens.Access), 401, "NOT_INSTALLED", "Application not installed");
    }

    [Fact]
    public async Task Update_DropsHandlersAndPlacements_LaterEventsCarryTheNewToken()
    {
        await using var application = await FormReceiver.StartAsync();
        await Process.HandleAsync("/_app", new { installer = application.Address + "/install" });
        await Process.HandleAsync("/_app/install");
        var first = (await application.TakeAsync(1))[0];
        var token = first["auth[access_token]"];
        await CallAppAsync(token, "event.bind", $$"""{"event":"ONCRMCONTACTUPDATE","handler":"{{application.Address}}/e"}""");
        await CallAppAsync(token, "placement.bind", $$"""{"PLACEMENT":"CRM_DEAL_DETAIL_TAB","HANDLER":"{{application.Address}}/p"}""");

        await Process.HandleAsync("/_app/update", new { newToken = true });
        var updated = (await application.TakeAsync(1))[0]["auth[application_token]"];
        Assert.Equal("[] []", $"{Json((await CallAppAsync(token, "event.get")).Result)} {Json((await CallAppAsync(token, "placement.get")).Result)}");
        await CallAppAsync(token, "event.bind", $$"""{"event":"ONCRMCONTACTUPDATE","handler":"{{application.Address}}/e"}""");
        await CallAppAsync(token, "crm.contact.update", """{"id":120,"fields":{"NAME":"After"}}""");

        var heard = (await application.TakeAsync(1))[0]["auth[application_token]"];
        Assert.NotEqual(first["auth[application_token]"], updated);
        Assert.Equal(updated, heard);
    }

    [Fact]
    public async Task Uninstall_ThenInstall_AnotherTokenAndNothingBound()
    {
        await using var application = await FormReceiver.StartAsync();
        await Process.HandleAsync("/_app", new { installer = application.Address + "/install" });
        await Process.HandleAsync("/_app/install");
        var first = (await application.TakeAsync(1))[0];
        await CallAppAsync(first["auth[access_token]"], "placement.bind", $$"""{"PLACEMENT":"CRM_DEAL_DETAIL_TAB","HANDLER":"{{application.Address}}/p"}""");

        await Process.HandleAsync("/_app/uninstall");
        await Process.HandleAsync("/_app/install");

        var second = (await application.TakeAsync(1))[0];
        Assert.NotEqual(first["auth[application_token]"], second["auth[application_token]"]);
        Assert.Equal("[]", Json((await CallAppAsync(second["auth[access_token]"], "placement.get")).Result));
    }

    [Fact]
    public async Task Pages_BeforeFinish_NoOfflineRecordAndNoPlacement()
    {
        await using var application = await FormReceiver.StartAsync();
        await Process.HandleAsync("/_app", new { installer = application.Address + "/install", pages = true });
        await Process.HandleAsync("/_app/install");
        var token = (await application.TakeAsync(1))[0]["AUTH_ID"];
        await CallAppAsync(token, "event.bind", """{"event":"ONCRMCONTACTUPDATE","event_type":"offline"}""");
        await CallAppAsync(token, "placement.bind", $$"""{"PLACEMENT":"CRM_DEAL_DETAIL_TAB","HANDLER":"{{application.Address}}/p"}""");

        await CallAppAsync(token, "crm.contact.update", """{"id":120,"fields":{"NAME":"Before"}}""");
        var hidden = await Assert.ThrowsAsync<HttpRequestException>(() => Process.HandleAsync("/_app/open", new { placement = "CRM_DEAL_DETAIL_TAB", id = 77 }));
        Assert.Contains("not finished", hidden.Message, StringComparison.Ordinal);
        Assert.Equal("[]", Json((await CallAppAsync(token, "event.offline.list")).Result));

        await Process.HandleAsync("/_app/finish");
        Assert.NotNull(await Process.HandleAsync("/_app/open", new { placement = "CRM_DEAL_DETAIL_TAB", id = 77 }));
        await CallAppAsync(token, "crm.contact.update", """{"id":131,"fields":{"NAME":"After"}}""");
        Assert.Equal("131", Assert.Single((await CallAppAsync(token, "event.offline.list")).Result!.AsArray())!["EVENT_DATA"]!["FIELDS"]!["ID"]!.GetValue<string>());
    }

    [Fact]
    public async Task Payment_OfAMarketplaceApplication_ToldWithTokensAndWithoutTheWord()
    {
        await using var application = await FormReceiver.StartAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => Process.HandleAsync("/_app/payment"));
        await Process.HandleAsync("/_app", new { status = "T" });
        var tokens = await SignInAsync();
        await CallAppAsync(tokens.Access, "event.bind", $$"""{"event":"ONAPPPAYMENT","handler":"{{application.Address}}/paid"}""");

        await Process.HandleAsync("/_app/payment", new { status = "P", days = 30 });

        var form = (await application.TakeAsync(1))[0];
        Assert.Equal(("/paid", "ONAPPPAYMENT", "P", "N", "30"), (form.Path, form["event"], form["data[STATUS]"], form["data[PAYMENT_EXPIRED]"], form["data[DAYS]"]));
        Assert.False(form.Fields.ContainsKey("auth[application_token]"));
        Assert.Equal("1", (await CallAppAsync(form["auth[access_token]"], "profile")).Result!["ID"]!.GetValue<string>());
        var read = Assert.IsType<PortalCallback.Event>(PortalCallback.Read(form.Fields, DateTimeOffset.UtcNow));
        Assert.Equal((null, ChangeKind.Other), (read.Token, read.Change.Kind));
        await Process.HandleAsync("/_app/payment", new { expired = true });
        Assert.Equal("Y", (await application.TakeAsync(1))[0]["data[PAYMENT_EXPIRED]"]);
        Refused(await RefreshAsync(tokens.Refresh), 402, "PAYMENT_REQUIRED", "Payment required");
    }

    [Fact]
    public async Task Pages_InstallationPageFirst_NothingIsHeardBeforeFinish()
    {
        await using var application = await FormReceiver.StartAsync();
        await Process.HandleAsync("/_app", new { installer = application.Address + "/install", handler = application.Address + "/main", pages = true });

        await Process.HandleAsync("/_app/install");

        var page = (await application.TakeAsync(1))[0];
        Assert.Equal("DEFAULT", page["PLACEMENT"]);
        Assert.Contains("APP_SID=", page.Query, StringComparison.Ordinal);
        var token = page["AUTH_ID"];
        Assert.False((await CallAppAsync(token, "app.info")).Result!["INSTALLED"]!.GetValue<bool>());
        await CallAppAsync(token, "event.bind", $$"""{"event":"ONCRMCONTACTUPDATE","handler":"{{application.Address}}/e"}""");
        await CallAppAsync(token, "crm.contact.update", """{"id":120,"fields":{"NAME":"Before"}}""");
        await Assert.ThrowsAsync<HttpRequestException>(() => Process.HandleAsync("/_app/open"));

        await Process.HandleAsync("/_app/finish");

        Assert.True((await CallAppAsync(token, "app.info")).Result!["INSTALLED"]!.GetValue<bool>());
        await CallAppAsync(token, "crm.contact.update", """{"id":131,"fields":{"NAME":"After"}}""");
        await SettledAsync();
        Assert.Equal("131", Assert.Single(application.Forms)["data[FIELDS][ID]"]);
    }
}
