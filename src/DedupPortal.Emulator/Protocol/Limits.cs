using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Protocol;

/// <summary>The plan's limits: how fast calls may come and how long methods may work. Off means that nobody counts.</summary>
internal sealed class Limits
{
    private readonly PortalClock _clock;
    private readonly EmulatorOptions _options;
    private readonly OperatingBudget _operating;
    private RateBucket? _bucket;
    private double? _limit;
    private MethodCosts _costs = new();
    private string _rate = "";

    public Limits(PortalClock clock, EmulatorOptions options)
    {
        (_clock, _options, _operating) = (clock, options, new OperatingBudget(clock));
        Reset();
    }

    /// <summary>As the arguments said, with empty buckets.</summary>
    public void Reset()
    {
        SetRate(_options.Rate);
        _limit = _options.OperatingLimit;
        _costs = new MethodCosts();
        _operating.Clear();
    }

    public void CheckRate(string source)
    {
        if (_bucket?.Admits(source) == false)
            throw Refusals.QueryLimit();
    }

    /// <summary>Asked before the method runs: only what was used before counts.</summary>
    public void CheckOperating(string owner, RestMethod method)
    {
        if (_limit is { } limit && !Free(method) && _operating.Use(owner, method.Name).Seconds > limit)
            throw Refusals.OperationLimit();
    }

    /// <summary>What the method has used with this call; null when nobody counts.</summary>
    public OperatingUse? Charge(string owner, RestMethod method, RestCall call) =>
        _limit is null || Free(method) ? null : _operating.Charge(owner, method.Name, _costs.Of(call, method.Writes));

    /// <summary>{"rate":"on|off|enterprise" or {"brim":10,"drain":1},"operating":480,"costs":{"crm.entity.mergeBatch":2.5}}: what is left out stays; "operating":"off" stops counting.</summary>
    public JsonObject Change(JsonNode? wish)
    {
        if (wish?["rate"] is JsonObject own)
            (_bucket, _rate) = (OwnBucket(own), "own");
        else if (Php.Text(wish?["rate"]) is { } rate)
            SetRate(rate);
        if (Php.Text(wish?["operating"]) is { } operating)
            _limit = OperatingLimit(operating);
        foreach (var (pattern, cost) in wish?["costs"] as JsonObject ?? [])
            _costs.Set(pattern, Seconds(Php.Text(cost)) ?? throw new FormatException($"The cost of {pattern} is a number of seconds."));
        return new JsonObject { ["rate"] = _rate, ["operating"] = _limit };
    }

    public static double? OperatingLimit(string text) =>
        text == "off" ? null : Seconds(text) ?? throw new FormatException("The operating limit is a number of seconds, or off.");

    private static double? Seconds(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds >= 0 ? seconds : null;

    // The batch around the calls is no method of its own.
    private static bool Free(RestMethod method) => method.Name == "batch";

    private RateBucket OwnBucket(JsonObject wish) => Php.Int(wish["brim"]) is > 0 and var brim && Seconds(Php.Text(wish["drain"])) is { } drain
        ? new RateBucket(_clock, brim, drain)
        : throw new FormatException("A rate of one's own has a brim and a drain.");

    private void SetRate(string plan)
    {
        _bucket = plan switch
        {
            "off" => null,
            "on" => new RateBucket(_clock, brim: 50, drainPerSecond: 2),
            "enterprise" => new RateBucket(_clock, brim: 250, drainPerSecond: 5),
            _ => throw new FormatException("The rate is on, off or enterprise."),
        };
        _rate = plan;
    }
}
