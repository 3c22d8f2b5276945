using System.Globalization;
using System.Text;
using DedupPortal.Matching;

namespace DedupPortal.Cli.Linkage;

/// <summary>Prints why a pair has its score, bar by bar with the probability so far.</summary>
internal static class Waterfall
{
    private const int Widest = 24;

    internal static string Print(IReadOnlyList<(string Column, string Value)> telegram, IReadOnlyList<(string Column, string Value)> phone, PairExplanation explanation)
    {
        var text = new StringBuilder();
        text.AppendJoin("  ", telegram.Select(field => $"{field.Column}={field.Value}")).AppendLine();
        text.AppendJoin("  ", phone.Select(field => $"{field.Column}={field.Value}")).AppendLine().AppendLine();
        var sum = 0.0;
        foreach (var bar in explanation.Explanation.Bars)
        {
            sum += bar.Bits;
            var length = Math.Min(Widest, (int)Math.Round(Math.Abs(bar.Bits)));
            var drawn = new string(bar.Bits < 0 ? '-' : '+', length);
            text.AppendLine(CultureInfo.InvariantCulture, $"{bar.Bits,8:F2}  {drawn,-Widest}  {1 / (1 + Math.Pow(2, -sum)),7:P1}  {bar.Code}{Quoted(bar.Parameters)}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"{explanation.Explanation.Total,8:F2}  bits: probability {explanation.Probability:F4}");
        if (explanation.Changes.Count > 0) text.AppendLine().AppendLine("What would change the verdict:");
        foreach (var change in explanation.Changes)
            text.AppendLine(CultureInfo.InvariantCulture, $"  {(change.IsWithout ? "without " : "")}{change.Code}: {change.Probability:P1}");
        return text.ToString();
    }

    private static string Quoted(ReasonParameters parameters)
    {
        var parts = new List<string>(3);
        if (parameters.Frequency is { } frequency) parts.Add(string.Create(CultureInfo.InvariantCulture, $"a stranger in {1 / Math.Max(frequency, 1e-9):F0}"));
        if (parameters.Seconds is { } seconds) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{seconds} s"));
        if (parameters.Count is { } count) parts.Add(string.Create(CultureInfo.InvariantCulture, $"count {count}"));
        return parts.Count == 0 ? "" : " (" + string.Join(", ", parts) + ")";
    }
}
