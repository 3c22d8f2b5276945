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
}
