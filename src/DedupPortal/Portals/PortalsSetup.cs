using DedupPortal.Bitrix24;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Portals;

/// <summary>Registers portals and the client that talks to them. <see cref="BitrixClientOptions"/> is bound and validated by the program.</summary>
public static class PortalsSetup
{
    public static IServiceCollection AddPortals(this IServiceCollection services)
    {
        services.AddBitrix24();
        services.AddSingleton<CredentialProtection>();
        services.AddSingleton<NewestTokens>();
        services.AddScoped<PortalClients>();
        services.AddScoped<PortalConnection>();
        services.AddScoped<PortalQueries>();
        services.AddScoped<ApplicationConnection>();
        services.AddScoped<PortalCallbacks>();
        services.AddScoped<PortalUpkeep>();
        return services;
    }
}
