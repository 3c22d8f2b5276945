using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace DedupPortal.Web.Setup;

public static class HealthSetup
{
    /// <summary>Checks with this tag decide whether a node takes traffic.</summary>
    public const string ReadyTag = "ready";

    public static void AddHealth(this WebApplicationBuilder builder) => builder.Services.AddHealthChecks()
        .AddCheck<DatabaseHealth>("database", tags: [ReadyTag]);

    public static void MapHealth(this WebApplication app)
    {
        // Alive: the process answers. A database that is away is no reason to kill it.
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(ReadyTag) }).AllowAnonymous();
    }
}
