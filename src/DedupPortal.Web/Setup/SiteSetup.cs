using Microsoft.Extensions.Options;

namespace DedupPortal.Web.Setup;

public static class SiteSetup
{
    public static void AddSite(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<SiteOptions>, SiteOptionsValidator>();
        builder.Services.AddOptions<SiteOptions>().BindConfiguration(SiteOptions.Section).ValidateOnStart();
    }
}
