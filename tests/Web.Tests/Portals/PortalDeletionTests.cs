using Bunit;
using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;
using DedupPortal.Testing;
using DedupPortal.Web.Components.Pages.Portals;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Radzen.Blazor;

namespace DedupPortal.Web.Tests.Portals;

public sealed class PortalDeletionTests : DatabasePageTest
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    public PortalDeletionTests(PostgresCluster postgres)
        : base(postgres) => Services.AddBitrix24();

    [Fact]
    public async Task Delete_WrongNameThenRight_StaysAndThenGoesToTheList()
    {
        var portal = await AddPortalAsync("Client");
        var dialogs = Render<RadzenDialog>();
        var page = Render<PortalPage>(parameters => parameters.Add(shown => shown.Id, portal.Value));
        page.WaitForElement("section[aria-labelledby=deletion] button", s_patience).Click();

        dialogs.WaitForElement("#typed-name", s_patience).Change("client");
        await dialogs.Find("form").SubmitAsync();
        dialogs.WaitForAssertion(() => Assert.Contains("This is not the name", dialogs.Find("#typed-name-error").TextContent, StringComparison.Ordinal), s_patience);
        Assert.Equal(1, await CountAsync());

        dialogs.Find("#typed-name").Change("Client");
        await dialogs.Find("form").SubmitAsync();
        var navigation = Services.GetRequiredService<NavigationManager>();
        dialogs.WaitForAssertion(() => Assert.EndsWith(PortalUrls.PortalsAfterDeletion, navigation.Uri, StringComparison.Ordinal), s_patience);
        Assert.Equal(0, await CountAsync());
    }

    private async Task<PortalId> AddPortalAsync(string name)
    {
        await using var db = await Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        var portal = new Portal(Services.GetRequiredService<TenantScope>().Tenant, PortalId.New(), name, "https://client.example/rest/", "client.example", "Europe/Moscow", Clock.GetUtcNow());
        portal.Disconnect();
        db.Add(portal);
        await db.SaveChangesAsync();
        return portal.Id;
    }

    private async Task<int> CountAsync()
    {
        await using var db = await Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        return await db.Set<Portal>().CountAsync();
    }
}
