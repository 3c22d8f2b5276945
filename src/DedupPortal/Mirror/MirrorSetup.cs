using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Mirror;

/// <summary>Registers the mirror and the reading side of scans.</summary>
public static class MirrorSetup
{
    public static IServiceCollection AddMirror(this IServiceCollection services)
    {
        services.AddSingleton<ScanProgressFeed>();
        services.AddScoped<ScanQueries>();
        services.AddScoped<MirrorSearch>();
        services.AddScoped<MirrorRefresh>();
        services.AddScoped<MirrorSync>();
        services.AddScoped<ChangeFeeds>();
        services.AddScoped<MirrorChanges>();
        services.AddScoped<MirrorReconciliation>();
        return services;
    }
}
