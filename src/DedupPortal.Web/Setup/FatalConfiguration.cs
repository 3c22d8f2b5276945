using Microsoft.Extensions.Options;

namespace DedupPortal.Web.Setup;

/// <summary>The program cannot start as it is set up. The message is for the person who starts it.</summary>
public sealed class FatalConfigurationException(string message) : Exception(message);

/// <summary>What a person sees when the program refuses to start because of its settings.</summary>
public static class FatalConfiguration
{
    /// <summary>The exit code EX_CONFIG of sysexits.h.</summary>
    public const int ExitCode = 78;

    /// <summary>Writes every wrong setting on its own line and returns the exit code.</summary>
    public static int Report(OptionsValidationException wrong, TextWriter output) => Report(wrong.Failures, output);

    public static int Report(FatalConfigurationException wrong, TextWriter output) => Report([wrong.Message], output);

    private static int Report(IEnumerable<string> failures, TextWriter output)
    {
        output.WriteLine("DedupPortal did not start. Its settings or its surroundings have to be changed first:");
        foreach (var failure in failures)
            output.WriteLine($"  - {failure}");
        output.WriteLine("Every setting is described in appsettings.Example.json.");
        return ExitCode;
    }
}
