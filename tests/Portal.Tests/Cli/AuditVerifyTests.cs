using DedupPortal.Cli;
using DedupPortal.Testing;

namespace DedupPortal.Portal.Tests.Cli;

public sealed class AuditVerifyTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Verify_WholeHistories_ExitsWith0()
    {
        await using var product = await TestProduct.CreateAsync(cluster);
        var one = await product.RegisterAsync("One");
        var other = await product.RegisterAsync("Other");

        var (code, output, errors) = await RunAsync(product, "audit", "verify");

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains($"{one.Id} whole, 1 entries", output, StringComparison.Ordinal);
        Assert.Contains($"{other.Id} whole, 1 entries", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_ChangedEntry_NamesAgencyAndPositionAndExitsWith1()
    {
        await using var product = await TestProduct.CreateAsync(cluster);
        var whole = await product.RegisterAsync("Whole");
        var broken = await product.RegisterAsync("Broken");
        await ForgeAsync(product, broken);

        var (code, output, _) = await RunAsync(product, "audit", "verify");
        var (oneCode, oneOutput, _) = await RunAsync(product, "audit", "verify", "--tenant", whole.Id.ToString());

        Assert.Equal(1, code);
        Assert.Contains($"{broken.Id} BROKEN at entry 1: its content was changed", output, StringComparison.Ordinal);
        Assert.Contains("2 agencies, 1 with a broken history.", output, StringComparison.Ordinal);
        Assert.Equal(0, oneCode);
        Assert.DoesNotContain(broken.Id.ToString(), oneOutput, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("audit")]
    [InlineData("audit", "verify", "--tenant")]
    [InlineData("audit", "verify", "--tenant", "somebody")]
    public async Task Run_NotUnderstood_ShowsTheUsageAndExitsWith2(params string[] args)
    {
        using var errors = new StringWriter();

        var code = await Verbs.RunAsync(args, TextWriter.Null, errors, _ => null, CancellationToken.None);

        Assert.Equal(2, code);
        Assert.StartsWith("usage:", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithoutConnectionString_NamesTheSetting()
    {
        using var errors = new StringWriter();

        var code = await Verbs.RunAsync(["audit", "verify"], TextWriter.Null, errors, _ => null, CancellationToken.None);

        Assert.Equal(2, code);
        Assert.Contains("ConnectionStrings__Portal", errors.ToString(), StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(TestProduct product, params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await Verbs.RunAsync(args, output, errors, name => name == "ConnectionStrings__Portal" ? product.Database.ApplicationConnectionString : null, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }

    /// <summary>What nobody but the server's superuser can do: row-level security binds the owner, too.</summary>
    private static async Task ForgeAsync(TestProduct product, TestAgency agency)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(await product.Database.SuperuserConnectionStringAsync());
        await using var command = source.CreateCommand("update portal.audit_entries set payload = '{\"name\":\"Forged\"}' where tenant_id = $1");
        command.Parameters.Add(new Npgsql.NpgsqlParameter<Guid> { TypedValue = agency.Id.Value });
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
