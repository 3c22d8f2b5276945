using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Overview;

/// <summary>Registers the overview.</summary>
public static class OverviewSetup
{
    public static IServiceCollection AddOverview(this IServiceCollection services)
    {
        services.AddScoped<OverviewQueries>();
        return services;
    }
}
