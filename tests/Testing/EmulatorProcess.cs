using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPortal.Testing;

/// <summary>
/// A Bitrix24 portal for tests: the built emulator as a child process on a free loopback port. It dies with the test run, because its
/// standard input closes. Start one per class and call <see cref="ResetAsync"/> before each case that writes.
/// </summary>
public sealed class EmulatorProcess : IAsyncDisposable
{
    // Field names go out as they are written: FIELDS and fields are different things to the portal.
    private static readonly JsonSerializerOptions s_asWritten = new();
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private EmulatorProcess(Process process, Uri admin, Uri? user, string[] application)
    {
        _process = process;
        AdminWebhook = admin;
        UserWebhook = user;
        Address = new Uri(admin.GetLeftPart(UriPartial.Authority));
        (ClientId, ClientSecret, AuthServer) = (application[0], application[1], new Uri(application[2]));
        Http = new HttpClient { BaseAddress = Address };
    }

    /// <summary>`http://127.0.0.1:PORT`</summary>
    public Uri Address { get; }

    /// <summary>Incoming webhook of the administrator, user 1; ends with a slash.</summary>
    public Uri AdminWebhook { get; }

    /// <summary>Incoming webhook of user 6; only the preset `contract` has one.</summary>
    public Uri? UserWebhook { get; }

    /// <summary>`client_id` of the seeded application; stays over a reset.</summary>
    public string ClientId { get; }

    public string ClientSecret { get; }

    /// <summary>Authorisation server, on a port of its own; ends with a slash.</summary>
    public Uri AuthServer { get; }

    /// <summary>Plain client on <see cref="Address"/>.</summary>
    public HttpClient Http { get; }

    public int ProcessId => _process.Id;

    /// <summary>
    /// Starts the emulator: preset `contract`, no rate limit, unless <paramref name="arguments"/> say otherwise (they come last and win).
    /// Throws <see cref="InvalidOperationException"/> with its error output when it does not get ready.
    /// </summary>
    public static async Task<EmulatorProcess> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in new[] { FindProgram("DedupPortal.Emulator"), "--port", "0", "--preset", "contract", "--rate", "off", "--exit-with-stdin" }.Concat(arguments))
            start.ArgumentList.Add(argument);
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(s_patience);
        Uri? admin = null, user = null;
        string[]? application = null;
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("webhook admin ", StringComparison.Ordinal))
                admin = new Uri(line["webhook admin ".Length..]);
            else if (line.StartsWith("webhook user ", StringComparison.Ordinal))
                user = new Uri(line["webhook user ".Length..]);
            else if (line.StartsWith("oauth ", StringComparison.Ordinal))
                application = line.Split(' ')[1..];
            else if (line == "ready" && admin is not null && application is not null)
                return new EmulatorProcess(process, admin, user, application);
        }
        throw new InvalidOperationException($"The emulator did not get ready: {await errors}");
    }

    /// <summary>Posts one call with JSON parameters to the administrator's webhook and returns the whole body, whatever the status.</summary>
    public Task<JsonObject> CallAsync(string method, object? parameters = null) => CallAsync(AdminWebhook, method, parameters);

    public async Task<JsonObject> CallAsync(Uri webhook, string method, object? parameters = null)
    {
        using var response = await Http.PostAsJsonAsync(new Uri(webhook, method), parameters ?? new object(), s_asWritten);
        return (JsonObject)(await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    /// <summary>Back to the seeded portal; faults and journal are emptied, webhooks stay.</summary>
    public async Task ResetAsync()
    {
        using var response = await Http.PostAsync(new Uri("/_reset", UriKind.Relative), content: null);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Plans a misbehaviour, for example `new { method = "crm.entity.mergeBatch", kind = "lost504", calls = new[] { 1 } }`.</summary>
    public async Task AddFaultAsync(object rule)
    {
        using var response = await Http.PostAsJsonAsync(new Uri("/_faults", UriKind.Relative), rule, s_asWritten);
        response.EnsureSuccessStatusCode();
    }

    public async Task ClearFaultsAsync()
    {
        using var response = await Http.DeleteAsync(new Uri("/_faults", UriKind.Relative));
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Moves the portal's time ahead: tokens age, limits drain.</summary>
    public Task AdvanceAsync(TimeSpan by) => HandleAsync("/_clock", new { advance = by.TotalSeconds });

    /// <summary>
    /// Posts to one of the emulator's handles, for example `HandleAsync("/_app", new { redirect = "http://127.0.0.1:9000/callback" })`, and
    /// returns its answer, null when it has none. Throws <see cref="HttpRequestException"/> when the handle refuses.
    /// </summary>
    public async Task<JsonNode?> HandleAsync(string path, object? wish = null)
    {
        using var response = await Http.PostAsJsonAsync(new Uri(path, UriKind.Relative), wish ?? new object(), s_asWritten);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"{path}: {text}", inner: null, response.StatusCode);
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    /// <summary>The calls received since the start, the last reset or the last clearing: method, parameters, status, inner calls of batches.</summary>
    public async Task<JsonArray> JournalAsync() => (await Http.GetFromJsonAsync<JsonArray>(new Uri("/_journal", UriKind.Relative)))!;

    public async Task ClearJournalAsync()
    {
        using var response = await Http.DeleteAsync(new Uri("/_journal", UriKind.Relative));
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Which cards of the demo belong to one person, and which only look so.</summary>
    public async Task<JsonArray> TruthAsync() => (await Http.GetFromJsonAsync<JsonArray>(new Uri("/_truth", UriKind.Relative)))!;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }
        _process.Dispose();
    }

    /// <summary>The built program of a project below `src`, in the configuration of this one. Throws <see cref="InvalidOperationException"/> when it was not built.</summary>
    public static string FindProgram(string project)
    {
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? "Release" : "Debug";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "DedupPortal.sln")))
                continue;
            var program = Path.Combine(folder.FullName, "src", project, "bin", configuration, "net10.0", project + ".dll");
            return File.Exists(program) ? program : throw new InvalidOperationException($"Build {project} first: {program} is missing.");
        }
        throw new InvalidOperationException("No DedupPortal.sln above the tests.");
    }
}
