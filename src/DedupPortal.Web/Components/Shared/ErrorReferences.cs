using System.Security.Cryptography;

namespace DedupPortal.Web.Components.Shared;

/// <summary>Gives an unexpected failure a number that a person can read out and that stands in the log beside the exception.</summary>
public sealed partial class ErrorReferences(ILogger<ErrorReferences> logger)
{
    // No letters and digits that look or sound alike.
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRTUVWXYZ";

    /// <summary>Logs the exception with a new number of the form XXXX-XXXX and returns the number.</summary>
    public string Log(Exception exception, string place)
    {
        var letters = RandomNumberGenerator.GetString(Alphabet, 8);
        var reference = $"{letters[..4]}-{letters[4..]}";
        Unexpected(logger, exception, reference, place);
        return reference;
    }

    [LoggerMessage(LogLevel.Error, "Unexpected failure {Reference} in {Place}")]
    private static partial void Unexpected(ILogger logger, Exception exception, string reference, string place);
}
