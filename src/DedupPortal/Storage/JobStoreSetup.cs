using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace DedupPortal.Storage;

/// <summary>
/// The job store: clustered, on the product's own database, so that each worker node takes its share and a killed node's jobs are
/// recovered by another. Times as measured for a 2 s check-in: a killed node is noticed after about 3 s.
/// </summary>
public static class JobStoreSetup
{
    /// <summary>Schema of the job store's tables.</summary>
    public const string Schema = "quartz";

    private const string PortalPrefix = "portal:";

    /// <summary>Group of all jobs that talk to one portal: one at a time in the whole cluster, because the portal limits per source.</summary>
    public static string PortalGroup(Guid portalId) => $"{PortalPrefix}{portalId:D}";

    /// <param name="services">The container; <see cref="StorageSetup.AddStorage"/> has given it the data source.</param>
    /// <param name="provision">True for the migrator, which may create tables; a node only validates them.</param>
    /// <param name="configure">Jobs and middleware of the features.</param>
    public static IServiceCollection AddJobStore(this IServiceCollection services, bool provision, Action<IQuartzBuilder>? configure = null) =>
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(options =>
            {
                options.InstanceName = "portal";
                options.IdleWaitTime = TimeSpan.FromSeconds(2);
                options.ShutdownJobInterruption = ShutdownJobInterruption.Always;
            });
            quartz.UseDefaultThreadPool(8);
            quartz.UseExecutionLimits(limits => limits.ForGroupsWithPrefix(PortalPrefix, 1, ExecutionLimitScope.Cluster));
            quartz.UsePersistentStore(store =>
            {
                store.ConfigureStore(options =>
                {
                    options.TablePrefix = Schema + ".qrtz_";
                    options.StoreJobDataAsStrings = true;
                    options.AcceptEnlistedTransactions = true;
                    options.RecoverFiringsCancelledByShutdown = true;
                });
                store.UsePostgres(database => database.UseRegisteredDataSource = true);
                store.UseSystemTextJsonSerializer();
                store.UseClustering(cluster =>
                {
                    cluster.CheckinInterval = TimeSpan.FromSeconds(2);
                    cluster.CheckinMisfireThreshold = TimeSpan.FromSeconds(3);
                });
                if (provision) store.ProvisionSchema();
            });
            configure?.Invoke(quartz);
        });
}
