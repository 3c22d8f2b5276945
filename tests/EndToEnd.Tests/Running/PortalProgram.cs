using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace DedupPortal.EndToEnd.Tests.Running;

/// <summary>The web program as a person starts it: the built program, a data folder, an address; nothing else is prepared.</summary>
internal sealed partial class PortalProgram : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private PortalProgram(Process process)
    {
        _process = process;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it printed to the person who started it.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>The address that it printed.</summary>
    public Uri Address { get; private set; } = new("about:blank");

    public static async Task<PortalProgram> StartAsync(string folder, bool demo, params IReadOnlyCollection<(string Name, string Value)> settings)
    {
        var start = new ProcessStartInfo("dotnet", demo ? [FindProgram()] : [FindProgram(), "--empty"])
        {
            WorkingDirectory = Path.GetDirectoryName(FindProgram()),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The machine that runs the tests lends it no settings.
        foreach (var inherited in start.Environment.Keys.Where(name => name.Contains("__", StringComparison.Ordinal) || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(inherited);
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Embedded__DataFolder"] = folder;
        foreach (var (name, value) in settings)
            start.Environment[name] = value;

        var program = new PortalProgram(Process.Start(start)!);
        try
        {
            var (_, address) = await program.PrintedAsync(AddressLine());
            program.Address = new Uri(address);
            await program.ReadyAsync();
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for a line and gives its label and its value.</summary>
    public async Task<(string Label, string Value)> PrintedAsync(Regex line)
    {
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < s_patience && !_process.HasExited)
        {
            if (line.Match(Output) is { Success: true } found)
                return (found.Groups["label"].Value, found.Groups["value"].Value.Trim());
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException($"The program did not print {line}. It printed: {Output}");
    }

    /// <summary>The user and the password of the demo, once they are printed.</summary>
    public async Task<(string Email, string Password)> DemoUserAsync() =>
        ((await PrintedAsync(UserLine())).Value, (await PrintedAsync(PasswordLine())).Value);

    /// <summary>Ends it as Ctrl+C does, and waits until it has stopped its database.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using (var signal = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
                await signal.WaitForExitAsync(CancellationToken.None);
            using var patience = new CancellationTokenSource(s_patience);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private async Task ReadyAsync()
    {
        using var http = new HttpClient();
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < s_patience && !_process.HasExited)
        {
            using var answer = await http.GetAsync(new Uri(Address, "/health/ready"), TestContext.Current.CancellationToken);
            if (answer.StatusCode == HttpStatusCode.OK)
                return;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException($"The program did not become ready. It printed: {Output}");
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
            _output.AppendLine(line.Data);
    }

    private static string FindProgram()
    {
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DedupPortal.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("No DedupPortal.sln above the tests.");
        return Path.Combine(folder.FullName, "src", "DedupPortal.Web", "bin", configuration, "net10.0", "DedupPortal.Web.dll");
    }

    [GeneratedRegex(@"^(?<label>DedupPortal): (?<value>http\S+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AddressLine();

    [GeneratedRegex(@"^ +(?<label>user) +(?<value>\S+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UserLine();

    [GeneratedRegex(@"^ +(?<label>password) +(?<value>\S+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PasswordLine();
}
