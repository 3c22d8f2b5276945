using System.Net;

namespace DedupPortal.Web.Tests.Site;

public sealed class FirstDoorTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/team")]
    [InlineData("/settings")]
    [InlineData("/no-such-page")]
    public async Task Page_NotSignedIn_LeadsToSignIn(string address)
    {
        using var answer = await site.Open().Client.GetAsync(address, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.EndsWith("/account/sign-in?returnUrl=" + Uri.EscapeDataString(address), answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/account/sign-in")]
    [InlineData("/account/register")]
    [InlineData("/account/forgot-password")]
    [InlineData("/account/access-denied")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Door_NotSignedIn_IsOpen(string address)
    {
        using var answer = await site.Open().Client.GetAsync(address, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("ru", "Вход")]
    [InlineData("ru-RU,ru;q=0.9,en;q=0.8", "Вход")]
    [InlineData("en-GB", "Sign in")]
    [InlineData("de", "Sign in")]
    public async Task Page_LanguageOfTheBrowser_IsSpoken(string accepted, string title) =>
        Assert.Contains($"<h1>{title}</h1>", System.Net.WebUtility.HtmlDecode(await site.Open(accepted).PageAsync("/account/sign-in")), StringComparison.Ordinal);

    [Fact]
    public async Task SignOut_WithoutTheFormsToken_IsRefused()
    {
        using var body = new FormUrlEncodedContent([]);

        using var answer = await site.Open().Client.PostAsync("/account/sign-out", body, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }
}
