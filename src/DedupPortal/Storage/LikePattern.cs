namespace DedupPortal.Storage;

/// <summary>Patterns for <c>EF.Functions.ILike(value, pattern, LikePattern.Escape)</c>; without the third argument nothing is an escape.</summary>
public static class LikePattern
{
    public const string Escape = "\\";

    /// <summary>Finds the text anywhere; its own <c>%</c>, <c>_</c> and <c>\</c> mean themselves. White space at both ends is dropped.</summary>
    public static string Containing(string text) =>
        "%" + text.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";
}
