using DedupPortal.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Tenants;

/// <summary>Registers accounts, membership and the claims that carry the agency.</summary>
public static class TenantsSetup
{
    public const int PasswordLength = 12;

    /// <summary>Also returns Identity's builder, so that the web program can add sign-in.</summary>
    public static IdentityBuilder AddTenants(this IServiceCollection services)
    {
        services.AddScoped<AccountCreation>();
        services.AddScoped<Membership>();
        services.AddScoped<MembershipQueries>();
        services.AddScoped<PersonalSettings>();
        return services.AddIdentityCore<Account>(options =>
            {
                options.User.RequireUniqueEmail = true;
                // Length is what makes a password strong; composition rules only make it hard to remember.
                options.Password.RequiredLength = PasswordLength;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
                options.Password.RequiredUniqueChars = 4;
                options.Lockout.MaxFailedAccessAttempts = 5;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
            })
            .AddEntityFrameworkStores<PortalDbContext>()
            .AddClaimsPrincipalFactory<TenantClaimsFactory>()
            .AddDefaultTokenProviders();
    }
}
