using DedupPortal.Cli.Linkage;
using DedupPortal.Cli.PersonLists;
using DedupPortal.Storage;

namespace DedupPortal.Cli;

/// <summary>The operator's verbs. Exit codes: 0 done and well, 1 done and something is wrong, 2 not understood or not set up.</summary>
internal static class Verbs
{
    private const string Usage = """
        usage: DedupPortal.Cli audit verify [--tenant ID]

        audit verify   reads each agency's history from its beginning and checks that no entry is missing, changed or out of order.
                       Names the first broken entry. --tenant checks one agency alone. Changes nothing.

        The connection string of the application role is read from ConnectionStrings__Portal.
        Exit code: 0 all whole, 1 something is broken or the database refused, 2 wrong arguments or settings.
        """;

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors, Func<string, string?> setting, CancellationToken cancellationToken)
    {
        if (args is ["--help"] or ["-h"] or ["help"])
        {
            await output.WriteLineAsync($"{Usage}\n\n{LinkageVerbs.Usage}\n\n{PersonListMatching.Usage}");
            return 0;
        }

        if (PersonListMatching.Understands(args)) return await PersonListMatching.RunAsync(args, output, errors, cancellationToken);
        if (await LinkageVerbs.RunAsync(args, output, errors, cancellationToken) is { } code) return code;
        if (args is not ["audit", "verify", .. var options] || !TryReadTenant(options, out var tenant))
        {
            await errors.WriteLineAsync(Usage);
            await errors.WriteLineAsync();
            await errors.WriteLineAsync(LinkageVerbs.Usage);
            return 2;
        }

        var connectionString = setting("ConnectionStrings__Portal");
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            await errors.WriteLineAsync("ConnectionStrings__Portal is not set. Nothing was checked. Set it to the connection string of the application role.");
            return 2;
        }

        try
        {
            return await AuditVerification.RunAsync(connectionString, tenant, output, errors, cancellationToken);
        }
        catch (Npgsql.NpgsqlException refusal)
        {
            await errors.WriteLineAsync($"The database refused: {refusal.Message} Check the address, the role and its rights, then run this again.");
            return 1;
        }
        catch (OperationCanceledException)
        {
            await errors.WriteLineAsync("Stopped. Agencies not named above were not checked.");
            return 1;
        }
    }

    private static bool TryReadTenant(string[] options, out TenantId? tenant)
    {
        tenant = options is ["--tenant", var text] && Guid.TryParse(text, out var id) ? new TenantId(id) : null;
        return options is [] || tenant is not null;
    }
}
