using Bunit;
using DedupPortal.Audit;
using DedupPortal.Portals;
using DedupPortal.Storage;
using DedupPortal.Tenants;
using DedupPortal.Web.Components.Pages.Portals;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Web.Tests.Portals;

public sealed class ConnectPortalPageTests : ComponentTest
{
    public ConnectPortalPageTests()
    {
        // What is tested here never reaches the database: the text is refused before.
        Services.AddStorage("Host=database.example");
        Services.AddKeyRing(new MasterKey(MasterKey.NewText()));
        Services.AddTenants();
        Services.AddAudit();
        Services.AddPortals();
        Services.AddSingleton<TimeProvider>(Clock);
    }

    [Theory]
    [InlineData("https://example.bitrix24.ru/company/", "This is the address of a page, not of a webhook: it lacks /rest/.")]
    [InlineData("", "Paste the webhook's address.")]
    public void Check_UnreadableText_SaysWhyAndKeepsTheField(string text, string sentence)
    {
        var page = Page(MemberRole.Owner);
        page.Find("#webhook").Change(text);

        page.Find("form").Submit();

        page.WaitForAssertion(() => Assert.Equal(sentence, page.Find(".error-what").TextContent));
        Assert.Equal(text, page.Find("#webhook").GetAttribute("value") ?? "");
        Assert.Contains("Nothing was changed.", page.Markup, StringComparison.Ordinal);
        Assert.False(page.Find("form button").HasAttribute("disabled"));
        Assert.Empty(page.FindAll("#portal-name"));
    }

    [Fact]
    public void Typing_AfterAFailure_TakesTheFailureAway()
    {
        var page = Page(MemberRole.Owner);
        page.Find("form").Submit();
        page.WaitForElement(".error-what");

        page.Find("#webhook").Change("https://example.bitrix24.ru/rest/1/");

        Assert.Empty(page.FindAll(".error-what"));
    }

    [Theory]
    [InlineData(MemberRole.Operator)]
    [InlineData(MemberRole.Auditor)]
    public void Page_RoleWithoutTheRight_SaysSoInsteadOfAForm(MemberRole role)
    {
        var page = Page(role);

        Assert.Empty(page.FindAll("form"));
        Assert.Equal("Your role does not allow this.", page.Find(".error-what").TextContent);
    }

    private IRenderedComponent<ConnectPortalPage> Page(MemberRole role)
    {
        Services.GetRequiredService<TenantScope>().Enter(TenantId.New(), new Actor(Guid.NewGuid(), "Olga", role));
        return Render<ConnectPortalPage>();
    }
}
