using System.Diagnostics;
using System.Globalization;

namespace DedupPortal.Web.Embedded;

/// <summary>The demo's Bitrix24 portal: the emulator as a child process, which ends when this program does, however it ends.</summary>
internal sealed class DemoEmulator : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly Process _process;

    private DemoEmulator(Process process, Uri webhook) => (_process, Webhook) = (process, webhook);

    /// <summary>Incoming webhook of the demo portal's administrator.</summary>
    public Uri Webhook { get; }

    /// <summary>Starts it, or returns null with the reason: the demo is left out then and everything else works.</summary>
    public static async Task<(DemoEmulator? Emulator, string? Reason)> StartAsync(DemoSettings settings, string folder, CancellationToken cancellationToken)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "emulator", "DedupPortal.Emulator.dll");
        if (!File.Exists(program)) return (null, "the demo portal's program is not part of this installation");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        string[] arguments =
        [
            program, "--preset", "demo", "--exit-with-stdin",
            "--port", settings.Port.ToString(CultureInfo.InvariantCulture),
            "--webhook-secret", settings.WebhookSecret,
            "--state", Path.Combine(folder, "demo-portal.json"),
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        // The child must not listen where this program listens.
        start.Environment.Remove("ASPNETCORE_URLS");
        var process = Process.Start(start) ?? throw new InvalidOperationException("The demo portal's process did not start.");
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        Uri? webhook = null;
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            const string mark = "webhook admin ";
            if (line.StartsWith(mark, StringComparison.Ordinal)) webhook = new Uri(line[mark.Length..]);
            if (line != "ready" || webhook is null) continue;
            _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            return (new DemoEmulator(process, webhook), null);
        }

        await process.WaitForExitAsync(cancellationToken);
        return (null, (await errors).Trim());
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
