using System.Diagnostics;

namespace DedupPortal.EndToEnd.Tests.Deployment;

/// <summary>The Dockerfile's publish commands, run once for the class; their output folder is the image's <c>/out</c>.</summary>
public sealed class PublishedPrograms : IAsyncLifetime
{
    private readonly string _output = Path.Combine(Path.GetTempPath(), "dedup-publish-" + Guid.NewGuid().ToString("N"));

    public string FolderOf(string target) => Path.Combine(_output, target);

    public async ValueTask InitializeAsync()
    {
        // The configuration that is built already: the commands are the image's, the compilation need not run again.
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        foreach (var command in DockerFiles.PublishCommands)
        {
            var arguments = command.Select(part => part == "$CONFIGURATION" ? configuration : part.Replace("/out/", _output + "/", StringComparison.Ordinal));
            var start = new ProcessStartInfo("dotnet", arguments)
            {
                WorkingDirectory = DockerFiles.Root,
                UseShellExecute = false,
                RedirectStandardOutput = true,
            };
            // Brotli of the component library's style sheets takes 25 s and is not what is tested here.
            start.Environment["CompressionEnabled"] = "false";
            start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"dotnet {string.Join(' ', command)}: {output}");
        }
    }

    public ValueTask DisposeAsync()
    {
        if (Directory.Exists(_output))
            Directory.Delete(_output, recursive: true);
        return ValueTask.CompletedTask;
    }
}
