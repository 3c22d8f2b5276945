using DedupPortal.Web.Tests.Site;

namespace DedupPortal.Web.Tests.Audit;

public sealed class AuditExportTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task Export_NotSignedIn_LeadsToSignIn()
    {
        using var answer = await site.Open().Client.GetAsync("/audit/export", TestContext.Current.CancellationToken);

        Assert.Contains("/account/sign-in", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_NameLikeAFormula_IsEscaped()
    {
        var browser = await SignedInAsync("formula@agency.example", "=1+2", "Olga");

        var file = System.Text.Encoding.UTF8.GetString(await browser.Client.GetByteArrayAsync("/audit/export", TestContext.Current.CancellationToken));

        // The columns before and after hold JSON; the name itself stands in a sentence and in who did it.
        Assert.StartsWith("\uFEFFNumber,Time (UTC),Who,What,Why,Portal,Action code,Subject,Before,After,Payload,Hash\r\n", file, StringComparison.Ordinal);
        Assert.Contains(",Agency registered: =1+2,", file, StringComparison.Ordinal);
        Assert.DoesNotContain(",=", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_PersonNamedLikeAFormula_IsEscaped()
    {
        var browser = await SignedInAsync("person@agency.example", "North", "=HYPERLINK(1)");

        var file = await browser.PageAsync("/audit/export");

        Assert.Contains("'=HYPERLINK(1)", file, StringComparison.Ordinal);
        Assert.DoesNotContain(",=HYPERLINK", file, StringComparison.Ordinal);
        Assert.DoesNotContain(",\"=HYPERLINK", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_Second_HoldsTheFirst()
    {
        var browser = await SignedInAsync("twice@agency.example", "North", "Olga");
        await browser.PageAsync("/audit/export");

        var second = await browser.PageAsync("/audit/export?action=AuditExported");

        // The first export took the agency's registration only; the second is the last entry of its own file.
        Assert.Contains("Audit history exported, entries: 1", second, StringComparison.Ordinal);
        Assert.Equal(4, second.Split("\r\n").Length);
    }

    private async Task<Browser> SignedInAsync(string email, string agency, string name)
    {
        var browser = site.Open();
        await browser.SendAsync("/account/register", "register", ("Input.Agency", agency), ("Input.Name", name), ("Input.Email", email), ("Input.Password", "correct horse battery"));
        return browser;
    }
}
