using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Merging;

/// <summary>Registers the wizard, the journal and their reads.</summary>
public static class MergingSetup
{
    public static IServiceCollection AddMerging(this IServiceCollection services)
    {
        services.AddScoped<PortalReader>();
        services.AddScoped<MergeDrafts>();
        services.AddScoped<MergeQueries>();
        return services;
    }
}
