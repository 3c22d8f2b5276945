namespace DedupPortal.Web.Setup;

public static class HostingSetup
{
    /// <summary>The address that the program listens on when nothing else is configured.</summary>
    public const string DefaultAddress = "http://127.0.0.1:5080";

    private static readonly string[] s_addressKeys = ["urls", "http_ports", "https_ports"];

    public static void AddHosting(this WebApplicationBuilder builder)
    {
        builder.Configuration.AddJsonFile("appsettings.Local.json", optional: true, reloadOnChange: false);

        var configured = s_addressKeys.Any(key => !string.IsNullOrWhiteSpace(builder.Configuration[key]))
            || builder.Configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
        if (!configured)
            builder.WebHost.UseUrls(DefaultAddress);

        // Outside Development the packages' files are found only when asked for; a published program has them in wwwroot.
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddSingleton(TimeProvider.System);
    }
}
