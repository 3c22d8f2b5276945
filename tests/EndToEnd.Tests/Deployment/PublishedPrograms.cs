using System.Diagnostics;

namespace DedupPortal.EndToEnd.Tests.Deployment;

/// <summary>
/// The Dockerfile's restore and publish commands, run once for the class; their output folder is the image's <c>/out</c>.
/// They build in a folder of their own, as in the image: the programs that other tests run at this moment stand in the
/// repository's <c>bin</c> and <c>obj</c>, and a publish with other settings takes their style sheets away.
/// </summary>
public sealed class PublishedPrograms : IAsyncLifetime
{
    private readonly string _output = Path.Combine(Path.GetTempPath(), "dedup-publish-" + Guid.NewGuid().ToString("N"));

    public string FolderOf(string target) => Path.Combine(_output, target);

    public async ValueTask InitializeAsync()
    {
        foreach (var command in DockerFiles.BuildCommands)
        {
            var arguments = command.Select(part => part == "$CONFIGURATION" ? "Release" : part.Replace("/out/", _output + "/", StringComparison.Ordinal));
            var start = new ProcessStartInfo("dotnet", arguments)
            {
                WorkingDirectory = DockerFiles.Root,
                UseShellExecute = false,
                RedirectStandardOutput = true,
            };
            start.Environment["ArtifactsPath"] = Path.Combine(_output, "build");
            // Brotli of the component library's style sheets takes 25 s, analysis has been done: neither is what is tested here.
            start.Environment["CompressionEnabled"] = "false";
            start.Environment["RunAnalyzers"] = "false";
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
