using DedupPortal.Tenants;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Audit;

/// <summary>Registers the history.</summary>
public static class AuditSetup
{
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddScoped<AuditLog>();
        services.AddScoped<AuditChain>();
        services.AddScoped<AuditQueries>();
        services.AddScoped<AuditExport>();
        services.AddScoped<ITenantHistory, TenantHistory>();
        return services;
    }
}
