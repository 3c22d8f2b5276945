using DedupPortal.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace DedupPortal.Removal;

/// <summary>Looks once an hour, on each worker, which closed agencies are to be forgotten. Two workers at once do no harm: the second finds nothing.</summary>
public sealed partial class RemovalService(IServiceScopeFactory scopes, NpgsqlDataSource source, TimeProvider clock, ILogger<RemovalService> log) : BackgroundService
{
    private static readonly TimeSpan s_tick = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_tick, clock);
        try
        {
            do await TickAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node ends.
        }
    }

    /// <summary>One look.</summary>
    internal async Task TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TenantRegistry.VisitAsync(source, scopes, async (services, tenant) =>
            {
                if (await services.GetRequiredService<AgencyClosing>().ForgetAsync(cancellationToken)) LogForgotten(log, tenant.Value);
            }, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // A look that failed must not end the node; the next one tries again.
            LogFailed(log, failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Agency {Tenant} was closed and is forgotten")]
    private static partial void LogForgotten(ILogger log, Guid tenant);

    [LoggerMessage(Level = LogLevel.Error, Message = "It could not be looked which closed agencies are to be forgotten")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
