using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DedupPortal.Merging;

/// <summary>Registers the wizard, the executor and the reads. The job store must be registered too, or another <see cref="IMergeQueue"/>.</summary>
public static class MergingSetup
{
    public static IServiceCollection AddMerging(this IServiceCollection services)
    {
        services.AddOptions<MergingOptions>();
        services.TryAddScoped<IMergeQueue, QuartzMergeQueue>();
        services.AddScoped<PortalReader>();
        services.AddScoped<MergeDrafts>();
        services.AddScoped<MergePolicies>();
        services.AddScoped<PolicyExamples>();
        services.AddScoped<MergeApproval>();
        services.AddScoped<RunJournal>();
        services.AddScoped<RunStart>();
        services.AddScoped<RunFinish>();
        services.AddScoped<MergeExecutor>();
        services.AddScoped<UndoReader>();
        services.AddScoped<MergeUndo>();
        services.AddScoped<MergeQueries>();
        services.AddScoped<LossLedger>();
        services.AddScoped<RecordHistory>();
        services.AddScoped<OpenLineSettings>();
        services.AddScoped<PortalMerges>();
        services.AddScoped<BulkRuns>();
        services.AddScoped<BulkDryRun>();
        services.AddScoped<BulkExecutor>();
        services.AddScoped<BulkQueries>();
        return services;
    }
}
