using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Schedules;

/// <summary>Registers schedules.</summary>
public static class SchedulesSetup
{
    public static IServiceCollection AddSchedules(this IServiceCollection services)
    {
        services.AddScoped<ScheduleChanges>();
        services.AddScoped<ScheduleQueries>();
        return services;
    }
}
