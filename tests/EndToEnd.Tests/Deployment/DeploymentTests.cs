using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using DedupPortal.LocalPostgres;
using Npgsql;

namespace DedupPortal.EndToEnd.Tests.Deployment;

/// <summary>
/// What compose does, without an engine: publish, roles, migrations as the owner, one web and one worker node as the application
/// role against a configured database.
/// </summary>
public sealed class DeploymentTests(PublishedPrograms published) : IClassFixture<PublishedPrograms>, IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "dedup-deploy-" + Guid.NewGuid().ToString("N"));
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private LocalCluster? _cluster;
    private IReadOnlyDictionary<string, string> _settings = new Dictionary<string, string>();

    private LocalCluster Cluster => _cluster!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        // A server of its own: the roles script sets the passwords of roles that the other tests' server has as well.
        var options = new LocalClusterOptions { DataFolder = Path.Combine(_folder, "postgres"), Throwaway = true };
        _cluster = (await LocalCluster.StartAsync(options, Cancellation)).Require();
        _settings = DockerFiles.Settings(new Dictionary<string, string>
        {
            ["DEDUP_OWNER_PASSWORD"] = "owner1",
            ["DEDUP_APP_PASSWORD"] = "app1",
            ["DEDUP_MASTER_KEY"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        });
        await RunRolesAsync("owner1", "app1");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Compose_MigratorThenWebAndWorker_ServeAsApplicationRoleAndStartNothingEmbedded()
    {
        await MigrateAsync();
        var (webAddress, workerAddress) = (FreeAddress(), FreeAddress());
        await using var web = StartNode("web", webAddress);
        await using var worker = StartNode("worker", workerAddress);

        await ReadyAsync(web, webAddress);
        await ReadyAsync(worker, workerAddress);

        Assert.Equal("dedup_app", await AskAsync(
            "select string_agg(distinct usename, ',') from pg_stat_activity where datname = 'portal' and pid <> pg_backend_pid()"));
        Assert.Empty(ChildrenOf(web.ProcessId).Concat(ChildrenOf(worker.ProcessId)));
        Assert.False(Directory.Exists(EmbeddedFolder));
        // Only the worker takes jobs: a scheduler that runs checks in.
        Assert.Equal("1", await AskAsync("select count(*) from quartz.qrtz_scheduler_state"));
        Assert.Equal(0, await RunHealthCheckAsync(webAddress));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(new Uri(webAddress, "/favicon.svg")));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(new Uri(workerAddress, "/favicon.svg")));

        Assert.Equal(0, await web.StopAsync());
        Assert.Equal(0, await worker.StopAsync());
        Assert.NotEqual(0, await RunHealthCheckAsync(webAddress));
    }

    [Fact]
    public async Task Web_DatabaseWithoutTables_EndsAndNamesTheMigrator()
    {
        await using var web = StartNode("web", FreeAddress());

        Assert.NotEqual(0, await web.ExitCodeAsync());
        Assert.Contains("Run the migrator", web.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", web.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Web_DatabaseAway_EndsAndNamesTheSetting()
    {
        var address = FreeAddress();
        var nobody = new NpgsqlConnectionStringBuilder(Local(_settings["ConnectionStrings__Portal"])) { Port = address.Port };

        await using var web = StartNode("web", address, ("ConnectionStrings__Portal", nobody.ConnectionString));

        Assert.NotEqual(0, await web.ExitCodeAsync());
        Assert.Contains("ConnectionStrings:Portal", web.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", web.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(nobody.Password!, web.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Web_WithoutMasterKey_EndsAndNamesTheSetting()
    {
        var address = FreeAddress();

        await using var web = StartNode("web", address, ("Secrets__MasterKey", ""));

        Assert.NotEqual(0, await web.ExitCodeAsync());
        Assert.Contains("Secrets:MasterKey", web.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Web_SeveralWrongSections_EndsAndNamesThemAll()
    {
        await using var web = StartNode("web", FreeAddress(), ("Site__SignInDays", "0"), ("Bitrix24__Attempts", "0"), ("Node__Roles", "none"));

        Assert.Equal(78, await web.ExitCodeAsync()); // EX_CONFIG of sysexits.h
        Assert.All(["Site:SignInDays", "Bitrix24:Attempts", "Node:Roles"], key => Assert.Contains(key, web.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", web.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrator_AsApplicationRole_IsRefusedAndSaysSo()
    {
        await using var migrator = ImageProgram.Start(
            "migrator",
            published.FolderOf("migrator"),
            new Dictionary<string, string> { ["ConnectionStrings__PortalOwner"] = Local(_settings["ConnectionStrings__Portal"]) });

        Assert.Equal(1, await migrator.ExitCodeAsync());
        Assert.Contains("The database refused", migrator.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Emulator_EntryPoint_AnswersOnEveryAddressUnderTheMachinesName()
    {
        var address = FreeAddress();
        var port = address.Port.ToString(CultureInfo.InvariantCulture);
        await using var emulator = ImageProgram.Start(
            [.. DockerFiles.CommandOf("emulator").Select(part => part switch { "5090" => port, "5091" => "0", _ => part })],
            published.FolderOf("emulator"),
            new Dictionary<string, string>());

        Assert.True(await BecomesAsync(emulator, new Uri(address, "/_journal"), HttpStatusCode.OK), emulator.Output);
        Assert.True(await HappensAsync(() => emulator.Output.Contains("ready", StringComparison.Ordinal)), emulator.Output);

        var webhook = emulator.Output.Split('\n').Single(line => line.StartsWith("webhook admin ", StringComparison.Ordinal))["webhook admin ".Length..].Trim();
        Assert.StartsWith($"http://{Environment.MachineName}:{port}/rest/1/", webhook, StringComparison.OrdinalIgnoreCase);
        // In hexadecimal, as the kernel lists it: any address, this port, listening (0A).
        Assert.Contains($"00000000:{address.Port:X4} 00000000:0000 0A", await File.ReadAllTextAsync("/proc/net/tcp", Cancellation), StringComparison.Ordinal);
        Assert.Equal(0, await emulator.StopAsync());
    }

    [Fact]
    public async Task Roles_RunAgain_ChangePasswordsOnly()
    {
        await MigrateAsync();

        await RunRolesAsync("owner2", "app2");

        Assert.Equal(
            "dedup_app:f,dedup_owner:f",
            await AskAsync(
                "select string_agg(rolname || ':' || (rolsuper or rolbypassrls or rolcreatedb or rolcreaterole)::text::char, ',' order by rolname) "
                + "from pg_roles where rolname like 'dedup_%'"));
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(Local(_settings["ConnectionStrings__Portal"])) { Password = "app2" }.ConnectionString);
        await using var command = source.CreateCommand("select count(*) from portal.tenants");
        Assert.Equal(0L, await command.ExecuteScalarAsync(Cancellation));
    }

    private string EmbeddedFolder => Path.Combine(_folder, "embedded");

    private static Uri FreeAddress()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}");
    }

    private static IEnumerable<int> ChildrenOf(int processId) =>
        from folder in Directory.GetDirectories("/proc")
        where int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _)
        let stat = ReadOrEmpty(Path.Combine(folder, "stat"))
        // pid (name) state parent ...
        where stat.Length > 0 && stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == processId.ToString(CultureInfo.InvariantCulture)
        select int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture);

    private static string ReadOrEmpty(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static async Task<int> RunHealthCheckAsync(Uri address)
    {
        var start = new ProcessStartInfo("bash", [DockerFiles.PathOf("healthy.sh")]) { UseShellExecute = false, RedirectStandardError = true };
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        using var check = Process.Start(start)!;
        await check.WaitForExitAsync(Cancellation);
        return check.ExitCode;
    }

    private string Local(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Host = "127.0.0.1", Port = Cluster.Port }.ConnectionString;

    private async Task MigrateAsync()
    {
        await using var migrator = ImageProgram.Start(
            "migrator",
            published.FolderOf("migrator"),
            new Dictionary<string, string> { ["ConnectionStrings__PortalOwner"] = Local(_settings["ConnectionStrings__PortalOwner"]) });
        Assert.True(await migrator.ExitCodeAsync() == 0, migrator.Output);
    }

    private ImageProgram StartNode(string role, Uri address, params (string Name, string Value)[] changes)
    {
        var environment = _settings.ToDictionary();
        environment.Remove("ConnectionStrings__PortalOwner");
        environment["ConnectionStrings__Portal"] = Local(environment["ConnectionStrings__Portal"]);
        environment["Node__Roles"] = role;
        environment["Embedded__DataFolder"] = EmbeddedFolder;
        environment["ASPNETCORE_URLS"] = address.ToString();
        foreach (var (name, value) in changes)
            environment[name] = value;
        return ImageProgram.Start("web", published.FolderOf("web"), environment);
    }

    private async Task ReadyAsync(ImageProgram node, Uri address) =>
        Assert.True(await BecomesAsync(node, new Uri(address, "/health/ready"), HttpStatusCode.OK), node.Output);

    private async Task<bool> BecomesAsync(ImageProgram node, Uri address, HttpStatusCode status)
    {
        var since = Stopwatch.GetTimestamp();
        while (!node.HasExited && Stopwatch.GetElapsedTime(since) < s_patience)
        {
            try
            {
                using var response = await _http.GetAsync(address, Cancellation);
                if (response.StatusCode == status)
                    return true;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(100, Cancellation);
        }

        return false;
    }

    private static async Task<bool> HappensAsync(Func<bool> condition)
    {
        var since = Stopwatch.GetTimestamp();
        while (!condition() && Stopwatch.GetElapsedTime(since) < s_patience)
            await Task.Delay(50, Cancellation);
        return condition();
    }

    private async Task<HttpStatusCode> StatusAsync(Uri address)
    {
        using var response = await _http.GetAsync(address, Cancellation);
        return response.StatusCode;
    }

    private async Task<string?> AskAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Cluster.SuperuserConnectionString("portal"));
        await using var command = source.CreateCommand(sql);
        return (await command.ExecuteScalarAsync(Cancellation))?.ToString();
    }

    private async Task RunRolesAsync(string ownerPassword, string appPassword)
    {
        var superuser = new NpgsqlConnectionStringBuilder(Cluster.SuperuserConnectionString("postgres"));
        var psql = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetFiles("/usr/lib/postgresql", "psql", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last()
            : "psql";
        var start = new ProcessStartInfo(psql,
        [
            "-q", "-v", "ON_ERROR_STOP=1", "-v", $"owner_password={ownerPassword}", "-v", $"app_password={appPassword}",
            "-h", superuser.Host!, "-p", superuser.Port.ToString(CultureInfo.InvariantCulture), "-U", superuser.Username!, "-d", "postgres",
            "-f", DockerFiles.PathOf("postgres/roles.sql"),
        ])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        start.Environment["PGPASSWORD"] = superuser.Password;
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == 0, errors);
    }
}
