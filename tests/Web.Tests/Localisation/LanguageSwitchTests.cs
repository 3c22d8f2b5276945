using System.Net;
using DedupPortal.Web.Localisation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;

namespace DedupPortal.Web.Tests.Localisation;

public sealed class LanguageSwitchTests
{
    [Theory]
    [InlineData("/language?to=ru&returnUrl=%2Freview%3Fpage%3D2", "/review?page=2")]
    [InlineData("/language?to=ru&returnUrl=https%3A%2F%2Fother.example%2F", "/")]
    [InlineData("/language?to=ru&returnUrl=%2F%2Fother.example", "/")]
    [InlineData("/language?to=ru", "/")]
    public async Task Switch_KnownLanguage_KeepsItAndStaysOnTheSite(string address, string target)
    {
        await using var app = await StartAsync();

        using var answer = await app.GetTestClient().GetAsync(address, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(target, answer.Headers.Location?.OriginalString);
        Assert.StartsWith($"{Languages.CookieName}=c%3Dru%7Cuic%3Dru", Assert.Single(answer.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Switch_UnknownLanguage_SetsNoCookie()
    {
        await using var app = await StartAsync();

        using var answer = await app.GetTestClient().GetAsync("/language?to=xx&returnUrl=/team", TestContext.Current.CancellationToken);

        Assert.Equal("/team", answer.Headers.Location?.OriginalString);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    private static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        var app = builder.Build();
        app.MapLanguageSwitch();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
