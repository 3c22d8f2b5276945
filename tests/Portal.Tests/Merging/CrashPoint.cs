using System.Data.Common;
using DedupPortal.Merging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>The process dies here. Thrown where a kill would end it: nothing after it runs.</summary>
public sealed class KilledException : Exception
{
    public KilledException()
        : base("Killed by the test.")
    {
    }
}

/// <summary>
/// Kills the executor around a commit. Each write has the commit of its intent before the call and the commit of its outcome after
/// it, so "directly after" and "directly before" every commit are all the moments that differ: before the call, and after the call
/// with the answer lost.
/// </summary>
public sealed class CrashPoint : DbTransactionInterceptor
{
    private int _commits;
    private int _crashAt;
    private bool _before;
    private string? _kind;

    /// <summary>Commits since the last arming.</summary>
    public int Commits => _commits;

    /// <summary>Arms: die at the n-th commit from now, directly before or directly after it. 0 only counts.</summary>
    public void Arm(int commit, bool before) => (_commits, _crashAt, _before, _kind) = (0, commit, before, null);

    /// <summary>Arms: die directly after the intent of the first step of the kind was stored.</summary>
    public void ArmAfterIntent(string kind) => (_commits, _crashAt, _before, _kind) = (0, 0, false, kind);

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        _commits++;
        if (_before && _commits == _crashAt) throw new KilledException();
        return new ValueTask<InterceptionResult>(result);
    }

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        var isIntent = _kind is not null && IsIntent(eventData.Context!, _kind);
        if (isIntent) _kind = null;
        if (isIntent || (!_before && _commits == _crashAt)) throw new KilledException();
        return Task.CompletedTask;
    }

    private static bool IsIntent(DbContext db, string kind) =>
        db.ChangeTracker.Entries<MergeStepRow>().Any(entry => entry.Entity.Kind == kind && entry.Entity.State is StepState.Sent);
}
