using DedupPortal.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace DedupPortal.Schedules;

/// <summary>
/// Looks now and then, on each worker, which portals of all agencies are due to be followed. It only plans: jobs carry it out, and planning
/// one twice plans it once. It keeps nothing, so that a portal that was connected or disconnected needs no bookkeeping.
/// </summary>
public sealed partial class FollowingService(IServiceScopeFactory scopes, NpgsqlDataSource source, IOptions<FollowOptions> options, TimeProvider clock, ILogger<FollowingService> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Tick, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await TickAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node ends.
        }
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TenantRegistry.VisitAsync(source, scopes, (services, _) => services.GetRequiredService<PortalFollowing>().PlanAsync(cancellationToken), cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // A tick that failed must not end the node; the database may be away, and the next tick looks again.
            LogFailed(log, failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "It could not be looked which portals are due")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
