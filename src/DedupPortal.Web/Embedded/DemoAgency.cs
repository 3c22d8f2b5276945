using DedupPortal.Duplicates;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using DedupPortal.Tenants;
using Microsoft.AspNetCore.Identity;

namespace DedupPortal.Web.Embedded;

/// <summary>Creates the demo's agency with its user, connects the demo's portal and starts its first scan, once; later starts find everything as it was.</summary>
internal static class DemoAgency
{
    public static async Task EnsureAsync(IServiceProvider services, DemoEmulator emulator, DemoSettings settings, CancellationToken cancellationToken)
    {
        await using var outer = services.CreateAsyncScope();
        var account = await outer.ServiceProvider.GetRequiredService<UserManager<Account>>().FindByEmailAsync(DemoSettings.Email);
        if (account is null)
        {
            var created = await outer.ServiceProvider.GetRequiredService<AccountCreation>().RegisterAgencyAsync(
                "Демо-агентство", new NewAccount("Анна Демидова", DemoSettings.Email, settings.Password, "ru"), cancellationToken);
            account = created.Value;
        }

        if (account.TenantId is not { } tenant) return;
        await using var inner = services.CreateAsyncScope();
        inner.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant, Actor.System);
        if ((await inner.ServiceProvider.GetRequiredService<PortalQueries>().ListAsync(cancellationToken)).Count > 0) return;
        var connected = await inner.ServiceProvider.GetRequiredService<PortalConnection>()
            .ConnectAsync(emulator.Webhook.ToString(), "Студия «Северный свет»", "Europe/Moscow", cancellationToken);
        _ = (await inner.ServiceProvider.GetRequiredService<Scans>().StartAsync(connected.Value, SyncTrigger.FirstConnection, cancellationToken)).Value;
    }
}
