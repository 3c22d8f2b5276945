using DedupPortal.Audit;
using DedupPortal.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace DedupPortal.Cli;

/// <summary>Walks the agencies and verifies the chain of each, one scope an agency.</summary>
internal static class AuditVerification
{
    public static async Task<int> RunAsync(string connectionString, TenantId? only, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddStorage(connectionString);
        services.AddAudit();
        await using var provider = services.BuildServiceProvider();
        var tenants = await TenantRegistry.ListAsync(provider.GetRequiredService<NpgsqlDataSource>(), cancellationToken);
        if (only is { } one)
        {
            if (!tenants.Contains(one))
            {
                await errors.WriteLineAsync($"There is no agency {one}. Nothing was checked.");
                return 2;
            }

            tenants = [one];
        }

        var broken = 0;
        foreach (var tenant in tenants)
        {
            await using var scope = provider.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant, Actor.System);
            var verdict = await scope.ServiceProvider.GetRequiredService<AuditChain>().VerifyAsync(cancellationToken);
            if (verdict.FirstBroken is not null) broken++;
            await output.WriteLineAsync($"{tenant} {Sentence(verdict)}");
        }

        await output.WriteLineAsync(broken == 0 ? $"{tenants.Count} agencies, all histories whole." : $"{tenants.Count} agencies, {broken} with a broken history.");
        return broken == 0 ? 0 : 1;
    }

    private static string Sentence(AuditVerdict verdict) => verdict.FirstBroken is not { } position
        ? $"whole, {verdict.Entries} entries"
        : $"BROKEN at entry {position}: " + verdict.Reason switch
        {
            AuditFault.Missing => "it is missing",
            AuditFault.HashDiffers => "its content was changed",
            AuditFault.PreviousHashDiffers => "it does not follow the entry before it",
            AuditFault.TailCut => "the end of the history was cut off",
            _ => throw new InvalidOperationException($"No sentence for {verdict.Reason}."),
        };
}
