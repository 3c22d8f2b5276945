using DedupPortal.Storage;
using DedupPortal.Tenants;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace DedupPortal.Web.Setup;

/// <summary>Lets requests and circuits act for the agency of the person who is signed in.</summary>
public static class TenantScopeSetup
{
    public static void AddTenantScopes(this WebApplicationBuilder builder) => builder.Services.AddScoped<CircuitHandler, TenantCircuitHandler>();

    /// <summary>Stands after authentication.</summary>
    public static void UseTenantScopes(this WebApplication app) => app.Use((context, next) =>
    {
        context.RequestServices.GetRequiredService<TenantScope>().TryEnter(context.User);
        return next(context);
    });

    /// <summary>A circuit has services of its own, apart from those of the request that opened it.</summary>
    private sealed class TenantCircuitHandler(TenantScope scope, AuthenticationStateProvider authentication) : CircuitHandler
    {
        // Before every other handler: what they do may need the agency.
        public override int Order => int.MinValue;

        public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
        {
            var state = await authentication.GetAuthenticationStateAsync();
            scope.TryEnter(state.User);
        }
    }
}
