using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Removal;

/// <summary>Registers the deletion of portals and agencies.</summary>
public static class RemovalSetup
{
    /// <summary>What every node needs; workers also run <see cref="RemovalService"/>.</summary>
    public static IServiceCollection AddRemoval(this IServiceCollection services)
    {
        services.AddScoped<PortalRemoval>();
        services.AddScoped<AgencyClosing>();
        return services;
    }
}
