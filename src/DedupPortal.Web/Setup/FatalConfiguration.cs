using Microsoft.Extensions.Options;

namespace DedupPortal.Web.Setup;

/// <summary>What a person sees when the program refuses to start because of its settings.</summary>
public static class FatalConfiguration
{
    /// <summary>The exit code EX_CONFIG of sysexits.h.</summary>
    public const int ExitCode = 78;

    /// <summary>Whether the failure is about settings: one wrong section comes as itself, several come together.</summary>
    public static bool IsAbout(Exception failure) =>
        failure is OptionsValidationException || (failure is AggregateException several && several.Flatten().InnerExceptions.All(IsAbout));

    /// <summary>Writes every wrong setting on its own line and returns the exit code.</summary>
    public static int Report(Exception wrong, TextWriter output)
    {
        IEnumerable<Exception> sections = wrong is AggregateException several ? several.Flatten().InnerExceptions : [wrong];
        output.WriteLine("DedupPortal did not start: the configuration is wrong.");
        foreach (var failure in sections.OfType<OptionsValidationException>().SelectMany(section => section.Failures))
            output.WriteLine($"  - {failure}");
        output.WriteLine("Every setting is described in appsettings.Example.json.");
        return ExitCode;
    }
}
