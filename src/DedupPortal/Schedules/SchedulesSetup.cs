using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Schedules;

/// <summary>Registers schedules.</summary>
public static class SchedulesSetup
{
    /// <summary>What every node needs. The program also gives an <see cref="ICredentialWarning"/>, and on workers <see cref="FollowingService"/>.</summary>
    public static IServiceCollection AddSchedules(this IServiceCollection services)
    {
        services.AddScoped<ScheduleChanges>();
        services.AddScoped<ScheduleQueries>();
        services.AddOptions<FollowOptions>();
        services.AddScoped<PortalFollowing>();
        return services;
    }
}
