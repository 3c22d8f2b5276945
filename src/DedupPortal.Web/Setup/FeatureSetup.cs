using Microsoft.AspNetCore.Identity;
using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Merging;
using DedupPortal.Mirror;
using DedupPortal.Notifications;
using DedupPortal.Overview;
using DedupPortal.Portals;
using DedupPortal.Removal;
using DedupPortal.Schedules;
using DedupPortal.Storage;
using DedupPortal.Tenants;
using DedupPortal.Web.Portals;
using Microsoft.Extensions.Options;
using Quartz;

namespace DedupPortal.Web.Setup;

/// <summary>Registers the product's features and the job store.</summary>
public static class FeatureSetup
{
    public static void AddFeatures(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IValidateOptions<NodeOptions>, NodeOptionsValidator>();
        services.AddSingleton<IValidateOptions<SecretsOptions>, SecretsOptionsValidator>();
        services.AddSingleton<IValidateOptions<MailOptions>, MailOptionsValidator>();
        services.AddOptions<NodeOptions>().BindConfiguration(NodeOptions.Section).ValidateOnStart();
        services.AddOptions<SecretsOptions>().BindConfiguration(SecretsOptions.Section).ValidateOnStart();
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ScanOptions>, ScanOptionsValidator>();
        services.AddOptions<ScanOptions>().BindConfiguration(ScanOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MergingOptions>, MergingOptionsValidator>();
        services.AddOptions<MergingOptions>().BindConfiguration(MergingOptions.Section).PostConfigure<IConfiguration>((merging, configuration) =>
        {
            if (merging.RecordAddress.Length == 0 && configuration[$"{SiteOptions.Section}:{nameof(SiteOptions.PublicAddress)}"] is { Length: > 0 } address) merging.RecordAddress = $"{address}{PortalUrls.Merges}/{{0}}";
        }).ValidateOnStart();
        services.AddSingleton<IValidateOptions<FollowOptions>, FollowOptionsValidator>();
        services.AddOptions<FollowOptions>().BindConfiguration(FollowOptions.Section).ValidateOnStart();
        services.AddOptions<BitrixClientOptions>().BindConfiguration("Bitrix24").ValidateOnStart();

        // Read here because they shape the registrations themselves; the validators above report the same faults together.
        var node = builder.Configuration.GetSection(NodeOptions.Section).Get<NodeOptions>() ?? new NodeOptions();
        var secrets = builder.Configuration.GetSection(SecretsOptions.Section).Get<SecretsOptions>() ?? new SecretsOptions();
        if (new SecretsOptionsValidator().Validate(null, secrets) is { Failed: true } wrong)
            throw new OptionsValidationException(SecretsOptions.Section, typeof(SecretsOptions), wrong.Failures);

        services.AddStorage(builder.Configuration.GetConnectionString("Portal")!);
        services.AddKeyRing(new MasterKey(secrets.MasterKey));
        services.AddTenants().AddSignInManager();
        services.AddAudit();
        services.AddNotifications();
        services.AddPortals();
        services.AddMirror();
        services.AddDuplicates();
        services.AddMerging();
        services.AddSchedules();
        services.AddScoped<ICredentialWarning, CredentialMails>();
        services.AddScoped<IBulkNotice, BulkMails>();
        if (node.IsWorker) services.AddHostedService<FollowingService>();
        services.AddOverview();
        services.AddRemoval();
        if (node.IsWorker) services.AddHostedService<RemovalService>();
        services.AddJobStore(provision: false);
        services.AddQuartzHostedService(options =>
        {
            options.WaitForJobsToComplete = true;
            // A web-only node plans jobs and never runs them.
            options.AutoStart = node.IsWorker;
        });
    }
}
