using DedupPortal.Storage;

namespace DedupPortal.Schedules;

/// <summary>The expression cannot be read; <see cref="Reason"/> is the parser's word about it. Nothing was changed.</summary>
public sealed record CronUnreadable(string Reason) : Failure
{
    public override IReadOnlyList<object> Parameters => [Reason];
}

/// <summary>The expression never comes true (the 31st of February). Nothing was changed.</summary>
public sealed record CronNeverFires : Failure;

/// <summary>The expression fires more often than every <see cref="Minutes"/> minutes; a portal is not scanned so often. Nothing was changed.</summary>
public sealed record CronTooOften(int Minutes) : Failure
{
    public override IReadOnlyList<object> Parameters => [Minutes];
}
