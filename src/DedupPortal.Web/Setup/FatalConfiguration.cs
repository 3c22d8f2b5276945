using Microsoft.Extensions.Options;

namespace DedupPortal.Web.Setup;

/// <summary>What a person sees when the program refuses to start because of its settings.</summary>
public static class FatalConfiguration
{
    /// <summary>The exit code EX_CONFIG of sysexits.h.</summary>
    public const int ExitCode = 78;

    /// <summary>Writes every wrong setting on its own line and returns the exit code.</summary>
    public static int Report(OptionsValidationException wrong, TextWriter output)
    {
        output.WriteLine("DedupPortal did not start: the configuration is wrong.");
        foreach (var failure in wrong.Failures)
            output.WriteLine($"  - {failure}");
        output.WriteLine("Every setting is described in appsettings.Example.json.");
        return ExitCode;
    }
}
