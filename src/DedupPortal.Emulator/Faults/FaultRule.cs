using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Faults;

/// <summary>
/// A planned misbehaviour: for calls whose method fits <see cref="Method"/> (`*` stands for anything), at the given call numbers
/// (counted from 1 per rule; none given: every call).
/// </summary>
internal sealed class FaultRule
{
    /// <summary>Kinds that the transport plays; the others are played by the method or the answer itself.</summary>
    public static readonly IReadOnlyList<string> Kinds =
    [
        "html502", "lost504", "drop", "dropAfter", "truncate", "slow", "queryLimit", "operationLimit", "overload",
        "conflict", "error", "partialMerge", "revokeWebhook",
    ];

    private int _seen;

    public required string Method { get; init; }

    public required string Kind { get; init; }

    public IReadOnlyList<int> Calls { get; init; } = [];

    /// <summary>Delay of `slow` in milliseconds.</summary>
    public int Milliseconds { get; init; }

    /// <summary>`partialMerge`: how many cards are merged before the error.</summary>
    public int After { get; init; }

    public static FaultRule Read(JsonObject json)
    {
        var kind = Php.Text(json["kind"]) ?? "";
        if (!Kinds.Contains(kind))
            throw new FormatException($"Unknown fault kind '{kind}'. Known: {string.Join(", ", Kinds)}.");
        var calls = json["calls"] ?? json["call"];
        return new FaultRule
        {
            Method = Php.Text(json["method"]) ?? "*",
            Kind = kind,
            Calls = calls is null ? [] : Php.IsMap(calls) ? [.. Php.Values(calls).Select(v => Php.Int(v) ?? 0)] : [Php.Int(calls) ?? 0],
            Milliseconds = Php.Int(json["ms"]) ?? 1000,
            After = Php.Int(json["after"]) ?? 1,
        };
    }

    public bool Meets(string method)
    {
        var pattern = "^" + Regex.Escape(Method).Replace("\\*", ".*", StringComparison.Ordinal) + "$";
        if (!Regex.IsMatch(method, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
            return false;
        _seen++;
        return Calls.Count == 0 || Calls.Contains(_seen);
    }
}

/// <summary>The faults that are planned now.</summary>
internal sealed class FaultBook
{
    private readonly Lock _gate = new();
    private readonly List<FaultRule> _rules = [];

    public void Add(JsonNode? node)
    {
        var rules = (node is JsonArray array ? array.OfType<JsonObject>() : node is JsonObject one ? [one] : []).Select(FaultRule.Read).ToList();
        lock (_gate)
            _rules.AddRange(rules);
    }

    public void Clear()
    {
        lock (_gate)
            _rules.Clear();
    }

    /// <summary>The first rule that strikes this call, or null.</summary>
    public FaultRule? Next(string method)
    {
        lock (_gate)
        {
            FaultRule? struck = null;
            foreach (var rule in _rules)
            {
                if (rule.Meets(method))
                    struck ??= rule;
            }
            return struck;
        }
    }
}
