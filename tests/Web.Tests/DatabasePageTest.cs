using DedupPortal.Audit;
using DedupPortal.Duplicates;
using DedupPortal.Merging;
using DedupPortal.Mirror;
using DedupPortal.Notifications;
using DedupPortal.Overview;
using DedupPortal.Portals;
using DedupPortal.Removal;
using DedupPortal.Schedules;
using DedupPortal.Storage;
using DedupPortal.Tenants;
using DedupPortal.Testing;
using DedupPortal.Web.Components.Pages.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Web.Tests;

/// <summary>A whole page under test, on a migrated database of its own, in an agency that has just been registered.</summary>
public abstract class DatabasePageTest(PostgresCluster postgres) : ComponentTest, IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        var database = await postgres.CreatePortalDatabaseAsync();
        Services.AddSingleton(_ => database);
        Services.AddStorage(database.ApplicationConnectionString);
        Services.AddKeyRing(new MasterKey(MasterKey.NewText()));
        Services.AddTenants();
        Services.AddNotifications();
        Services.AddAudit();
        Services.AddPortals();
        Services.AddMirror();
        Services.AddDuplicates();
        Services.AddMerging();
        Services.AddSchedules();
        Services.AddOverview();
        Services.AddRemoval();
        Services.AddJobStore(provision: false);
        Services.AddScoped<AuditSentences>();
        Services.AddSingleton<TimeProvider>(Clock);

        // Asked for once, so that the container drops it at the end.
        _ = Services.GetRequiredService<PostgresDatabase>();
        await using var registration = Services.CreateAsyncScope();
        var created = await registration.ServiceProvider.GetRequiredService<AccountCreation>()
            .RegisterAgencyAsync("North", new NewAccount("Olga", "olga@north.example", "correct horse battery", "en"), TestContext.Current.CancellationToken);
        Services.GetRequiredService<TenantScope>().Enter(created.Value.TenantId!.Value, new Actor(created.Value.Id, "Olga", MemberRole.Owner));
    }
}
