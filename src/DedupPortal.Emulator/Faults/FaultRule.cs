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
    /// <summary>The host has a new name: for all requests, or for those that a method or numbers name.</summary>
    public const string Rename = "rename302";

    private static readonly string[] s_atTheDoor = ["queryLimit", "overload"];
    private static readonly string[] s_beforeExecution = ["html502", "html503", "html200", "drop", .. s_atTheDoor];
    private static readonly string[] s_spoilAnswer = ["lost504", "dropAfter", "truncate", "slow"];
    private static readonly string[] s_refusals = ["operationLimit", "expiredToken", "refuse"];
    private static readonly string[] s_played = ["conflict", "error", "partialMerge", "revokeWebhook"];

    public static readonly IReadOnlyList<string> Kinds = [.. s_beforeExecution, .. s_spoilAnswer, .. s_refusals, .. s_played, Rename];

    private int _seen;

    public required string Method { get; init; }

    public required string Kind { get; init; }

    public IReadOnlyList<int> Calls { get; init; } = [];

    /// <summary>Delay of `slow` in milliseconds.</summary>
    public int Milliseconds { get; init; }

    /// <summary>`partialMerge`: how many cards are merged before the error.</summary>
    public int After { get; init; }

    /// <summary>What the kind leaves behind is true, and its answer is lost on the way back as well.</summary>
    public bool Lost { get; init; }

    /// <summary>`rename302`: the new host; null stands for `localhost` on the same port.</summary>
    public string? To { get; init; }

    /// <summary>`refuse`: the answer in place of the method's own.</summary>
    public int Status { get; init; }

    public JsonNode? Error { get; init; }

    public string Description { get; init; } = "";

    /// <summary>The portal takes no request now: nothing of a batch is run, whichever of its calls is struck.</summary>
    public bool AtTheDoor => s_atTheDoor.Contains(Kind);

    /// <summary>The request comes to nothing: the method is not run, and a batch is cut off at this call.</summary>
    public bool BeforeExecution => s_beforeExecution.Contains(Kind);

    /// <summary>The method is run and its answer suffers on the way back.</summary>
    public bool SpoilsAnswer => Lost || s_spoilAnswer.Contains(Kind);

    public bool MovesAll => Kind == Rename && Method == "*" && Calls.Count == 0;

    /// <summary>What this call is told instead of being run; null for faults of another sort.</summary>
    public RestRefusalException? Refusal() => Kind switch
    {
        "operationLimit" => Refusals.OperationLimit(),
        "expiredToken" => RestRefusalException.Code("expired_token", "The access token provided has expired.", 401),
        "refuse" => new RestRefusalException(Status, Error?.DeepClone() ?? "", Description),
        _ => null,
    };

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
            Lost = Php.Yes(json["lost"]),
            To = Php.Text(json["to"]),
            Status = Php.Int(json["status"]) ?? 400,
            Error = json["error"]?.DeepClone(),
            Description = Php.Text(json["description"]) ?? "",
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
        {
            // A portal has one name: the newest.
            if (rules.Exists(r => r.MovesAll))
                _rules.RemoveAll(r => r.MovesAll);
            _rules.AddRange(rules);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _rules.Clear();
        }
    }

    /// <summary>The host that a request for <paramref name="method"/> to <paramref name="host"/> must go to, null when it is right here.</summary>
    public string? MovedTo(string method, HostString host)
    {
        lock (_gate)
        {
            string? moved = null;
            foreach (var rule in _rules.Where(r => r.Kind == FaultRule.Rename))
            {
                var to = rule.To ?? new HostString("localhost", host.Port ?? 80).Value;
                if (!string.Equals(to, host.Value, StringComparison.OrdinalIgnoreCase) && rule.Meets(method))
                    moved = to;
            }
            return moved;
        }
    }

    /// <summary>The first rule that turns a request of these calls away before any of them is run, or null.</summary>
    public FaultRule? AtTheDoor(IEnumerable<string> methods)
    {
        lock (_gate)
        {
            // The usual case: what a batch calls need not be read for this.
            if (!_rules.Exists(rule => rule.AtTheDoor))
                return null;
            // Calls behind the one that is struck are not made, so they are not counted.
            return methods.Select(method => Struck(method, rule => rule.AtTheDoor)).FirstOrDefault(rule => rule is not null);
        }
    }

    /// <summary>The first rule that strikes this call of a request that was let in, or null.</summary>
    public FaultRule? Next(string method)
    {
        lock (_gate)
        {
            return Struck(method, rule => rule.Kind != FaultRule.Rename && !rule.AtTheDoor);
        }
    }

    private FaultRule? Struck(string method, Func<FaultRule, bool> isMeant)
    {
        FaultRule? struck = null;
        foreach (var rule in _rules.Where(isMeant))
        {
            if (rule.Meets(method))
                struck ??= rule;
        }
        return struck;
    }
}
