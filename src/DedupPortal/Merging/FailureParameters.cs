using System.Globalization;
using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>A failure's parameters as they are stored.</summary>
internal static class FailureParameters
{
    public static List<string> Of(Failure failure) => [.. failure.Parameters.Select(parameter => Convert.ToString(parameter, CultureInfo.InvariantCulture) ?? "")];
}
