using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DedupPortal.Bitrix24;

/// <summary>Registration of the room.</summary>
public static class Bitrix24Setup
{
    /// <summary>Registers <see cref="BitrixClientFactory"/> and its <see cref="OAuthClient"/>; their settings are <see cref="BitrixClientOptions"/>, read when it is first asked for.</summary>
    public static IServiceCollection AddBitrix24(this IServiceCollection services)
    {
        services.AddOptions<BitrixClientOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BitrixClientOptions>, BitrixClientOptionsValidation>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new BitrixClientFactory(
            provider.GetRequiredService<IOptions<BitrixClientOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<BitrixClient>>()));
        services.AddSingleton(provider => provider.GetRequiredService<BitrixClientFactory>().OAuth);
        return services;
    }
}
