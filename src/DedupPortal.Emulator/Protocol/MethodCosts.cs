using System.Text.RegularExpressions;

namespace DedupPortal.Emulator.Protocol;

/// <summary>Operating time that calls are said to take, in seconds. It is only counted: nobody waits for it.</summary>
internal sealed class MethodCosts
{
    private readonly List<(Regex Method, double Seconds)> _own = [];

    /// <summary>Later ones win over earlier ones and over the usual costs.</summary>
    public void Set(string pattern, double seconds) =>
        _own.Insert(0, (new Regex("^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)), seconds));

    public double Of(RestCall call, bool writes)
    {
        foreach (var (method, seconds) in _own)
        {
            if (method.IsMatch(call.Method))
                return seconds;
        }
        if (call.Method == "crm.entity.mergeBatch")
            // One second and half a second for each card that is merged in, three at most: what live portals take.
            return Math.Min(3, 1 + (0.5 * Math.Max(0, Php.Values((call.Parameters.Loose("params") as System.Text.Json.Nodes.JsonObject)?["entityIds"]).Count - 1)));
        if (writes)
            return 0.1;
        // Counting all rows that fit costs more than reading one page of them.
        return call.Total is null ? 0.005 : call.Total == 0 ? 0.01 : 0.03;
    }
}
