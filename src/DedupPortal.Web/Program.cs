using DedupPortal.Web.Setup;
using Microsoft.Extensions.Options;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddHosting();
    builder.AddSite();
    builder.AddSignIn();
    builder.AddLocalisation();
    builder.AddPages();
    builder.AddHealth();

    await using var app = builder.Build();
    app.UsePortal();
    await app.RunAsync();
    return 0;
}
catch (OptionsValidationException wrong)
{
    return FatalConfiguration.Report(wrong, Console.Error);
}
