using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Duplicates;

/// <summary>Registers scans and the review of duplicates.</summary>
public static class DuplicatesSetup
{
    public static IServiceCollection AddDuplicates(this IServiceCollection services)
    {
        services.AddOptions<ScanOptions>();
        services.AddScoped<Scans>();
        services.AddScoped<ScanExecutor>();
        services.AddScoped<DuplicateQueries>();
        services.AddScoped<GroupReview>();
        services.AddSingleton<ResidentPortals>();
        services.AddScoped<PortalModels>();
        services.AddScoped<Rematch>();
        return services;
    }
}
