namespace DedupPortal.Bitrix24.Tests.Client;

/// <summary>A portal with a new address: the POST is repeated there when the product says so, and nowhere else.</summary>
public sealed class RenamedPortalTests
{
    private static readonly BitrixCall s_write = new("crm.contact.add");

    [Fact]
    public async Task CallAsync_RuleAllows_PostRepeatedAtTheNewHostAndStays()
    {
        await using var target = await ScriptedPortal.StartAsync(Scripted.Ok("17"));
        await using var old = await OldAsync(target);
        using var factory = new BitrixClientFactory(Both(old, target), TimeProvider.System, new CollectedLog());
        var asked = new List<PortalAddress>();
        var client = factory.Create(old.Webhook, new CallPolicy { OnRenamed = (address, _) => { asked.Add(address); return Task.FromResult(true); } });

        var first = await client.CallAsync(s_write, CancellationToken.None);
        var second = await client.CallAsync(s_write, CancellationToken.None);

        Assert.True(first.Succeeded && second.Succeeded);
        Assert.Equal([New(target)], asked);
        Assert.Equal(New(target), client.Portal);
        Assert.Single(old.Requests);
        Assert.Equal(2, target.Requests.Count);
        Assert.All(target.Requests, request => Assert.Equal($"/rest/1/{ScriptedPortal.Secret}/crm.contact.add.json", request.Path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CallAsync_RuleRefusesOrThereIsNone_ReturnedAndTheNewHostHearsNothing(bool hasRule)
    {
        await using var target = await ScriptedPortal.StartAsync(Scripted.Ok("17"));
        await using var old = await OldAsync(target);
        using var factory = new BitrixClientFactory(Both(old, target), TimeProvider.System, new CollectedLog());
        var client = factory.Create(old.Webhook, new CallPolicy { OnRenamed = hasRule ? (_, _) => Task.FromResult(false) : null });

        var answer = await client.CallAsync(s_write, CancellationToken.None);

        Assert.Equal(New(target), Assert.IsType<BitrixError.PortalRenamed>(answer.Error).NewAddress);
        Assert.Empty(target.Requests);
    }

    [Fact]
    public async Task CallAsync_NewHostNotAllowedByTheGuard_RuleIsNotEvenAsked()
    {
        await using var target = await ScriptedPortal.StartAsync(Scripted.Ok("17"));
        await using var old = await OldAsync(target);
        using var factory = new BitrixClientFactory(old.Options(), TimeProvider.System, new CollectedLog());
        var client = factory.Create(old.Webhook, new CallPolicy { OnRenamed = (_, _) => throw new InvalidOperationException("must not be asked") });

        var answer = await client.CallAsync(s_write, CancellationToken.None);

        Assert.IsType<BitrixError.PortalRenamed>(answer.Error);
        Assert.Empty(target.Requests);
    }

    [Fact]
    public async Task CallAsync_NewHostRedirectsAgain_FollowedOnce()
    {
        await using var target = await ScriptedPortal.StartAsync(new Scripted(302, "", "text/html", "https://third.example/rest/"));
        await using var old = await OldAsync(target);
        using var factory = new BitrixClientFactory(Both(old, target), TimeProvider.System, new CollectedLog());
        var client = factory.Create(old.Webhook, new CallPolicy { OnRenamed = (_, _) => Task.FromResult(true) });

        var answer = await client.CallAsync(s_write, CancellationToken.None);

        Assert.Equal("third.example", Assert.IsType<BitrixError.PortalRenamed>(answer.Error).NewEndpoint);
        Assert.Single(target.Requests);
    }

    [Theory]
    [InlineData("https://old.example/rest/1/s/profile.json", "https://new.example/rest/1/s/profile.json", "https://new.example/rest/")]
    [InlineData("https://old.example/box/rest/profile.json", "https://new.example:8443/", "https://new.example:8443/box/rest/")]
    [InlineData("http://old.example/rest/profile.json", "https://new.example/", "https://new.example/rest/")]
    [InlineData("https://old.example/rest/profile.json", "http://new.example/", null)]
    public void Moved_KeepsTheFolderAndNeverGivesUpHttps(string asked, string location, string? expected) =>
        Assert.Equal(expected, PortalAddress.Moved(new Uri(asked), new Uri(location))?.RestRoot.ToString());

    [Theory]
    [InlineData("acme.example", "https://acme.example/rest/")]
    [InlineData(" https://ACME.example/crm/lead/list/ ", "https://acme.example/rest/")]
    [InlineData("http://10.0.0.5:8080/box/rest/1/x/", "http://10.0.0.5:8080/box/rest/")]
    [InlineData("ftp://acme.example", null)]
    [InlineData("https://user:pw@acme.example/", null)]
    [InlineData("two words", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void TryParse_WhatPeopleWriteForAPortal(string? text, string? expected)
    {
        Assert.Equal(expected is not null, PortalAddress.TryParse(text, out var portal));
        Assert.Equal(expected, portal?.RestRoot.ToString());
    }

    // The new name of one machine: the loopback address under its other name.
    private static Task<ScriptedPortal> OldAsync(ScriptedPortal target) =>
        ScriptedPortal.StartAsync(new Scripted(302, "<html>moved</html>", "text/html", $"http://localhost:{target.Address.Port}/rest/1/{ScriptedPortal.Secret}/crm.contact.add.json"));

    private static PortalAddress New(ScriptedPortal target) => PortalAddress.FromRestRoot(new Uri($"http://localhost:{target.Address.Port}/rest/"));

    private static BitrixClientOptions Both(ScriptedPortal old, ScriptedPortal target)
    {
        var options = old.Options();
        options.AllowedEndpoints.Add($"localhost:{target.Address.Port}");
        return options;
    }
}
