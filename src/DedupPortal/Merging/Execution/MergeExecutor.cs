using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace DedupPortal.Merging;

/// <summary>
/// Executes a run step by step: intent, call, outcome. It may be stopped between any two statements and started again: what is
/// verified is skipped, what was sent is looked for in the portal, and only what has not happened is sent. Before records were
/// merged a refusal is answered by taking back everything; after it by asking a person.
/// </summary>
public sealed class MergeExecutor(
    IDbContextFactory<PortalDbContext> contexts, PortalClients clients, RunJournal journal, RunStart start, RunFinish finish, IOptions<MergingOptions> options, TimeProvider clock)
{
    /// <summary>
    /// Goes on with the run. Null when it is over; otherwise how long to wait before calling again. <paramref name="lane"/>: whose turn it
    /// is at the portal; a bulk run lets persons go first.
    /// </summary>
    public async Task<TimeSpan?> RunAsync(MergeId id, CancellationToken cancellationToken, CallLane lane = CallLane.Person)
    {
        await using var only = await RunLock.TakeAsync(contexts, id.ToString(), cancellationToken);
        if (only is null) return options.Value.FirstDelay;
        var run = await journal.FindAsync(id, cancellationToken);
        if (run is null || run.IsOver) return null;
        var client = await clients.OpenAsync(run.PortalId, cancellationToken, lane);
        if (client.Failure is { } closed) return await StopAsync(run, MergeState.Paused, closed, cancellationToken);
        if (run.State is MergeState.Queued)
        {
            if (await start.BeginAsync(run, lane, cancellationToken) is { } failure) return await NotBegunAsync(run, failure, cancellationToken);
            run = (await journal.FindAsync(id, cancellationToken))!;
        }

        return await StepsAsync(run, client.Value, cancellationToken);
    }

    private async Task<TimeSpan?> StepsAsync(MergeRun run, BitrixClient client, CancellationToken cancellationToken)
    {
        var look = new LookAhead();
        while (true)
        {
            var rows = await journal.StepsAsync(run.Id, cancellationToken);
            var slots = new StepSlots();
            foreach (var row in rows.Where(row => row.State is StepState.Verified)) slots.Take(row.Step, row.Outcome);
            var isTakenBack = rows.Exists(row => row.Compensates is not null);
            var next = rows.Find(row => row.State is StepState.Planned or StepState.Sent && (!isTakenBack || row.Compensates is not null));
            if (next is null)
            {
                if (isTakenBack) return await StopAsync(run, MergeState.Failed, failure: null, cancellationToken);
                return await finish.CompleteAsync(run, client, slots, rows, cancellationToken) is { } unread ? await NotFinishedAsync(run, unread, cancellationToken) : null;
            }

            look.Advance();
            look.Next = isTakenBack ? [] : LooksAt(run, rows.Find(row => row.Ordinal > next.Ordinal));
            var reply = await StepAsync(run, client, next, slots, look, cancellationToken);
            if (reply is not StepReply.Reached) look.Forget();
            switch (reply)
            {
                case StepReply.Reached reached:
                    await journal.VerifyAsync(run.Id, next.Ordinal, reached.Outcome, cancellationToken);
                    break;
                case StepReply.Later later:
                    return await LaterAsync(run, later.Reason, later.After, cancellationToken);
                case StepReply.Closed closed:
                    return await StopAsync(run, MergeState.Paused, closed.Failure, cancellationToken);
                case StepReply.Refused refused:
                    await journal.RefuseAsync(run.Id, next.Ordinal, refused.Failure, cancellationToken);
                    if (await RefusedAsync(run, rows, next, refused, cancellationToken)) return null;
                    break;
                default:
                    return await StopAsync(run, MergeState.NeedsAttention, new OutcomeUnclear(next.Kind), cancellationToken);
            }
        }
    }

    private async Task<StepReply> StepAsync(MergeRun run, BitrixClient client, MergeStepRow row, StepSlots slots, LookAhead look, CancellationToken cancellationToken)
    {
        var step = slots.Resolve(row.Step);
        var (highWater, sentAt) = (row.HighWater, row.SentAt);
        var isWhole = true;
        if (row.State is StepState.Sent)
        {
            // Somebody stopped between intent and outcome.
            var seen = await SettleAsync(client, step, highWater ?? 0, slots, sentAt!.Value, cancellationToken);
            if (seen is not StepReply.NotReached && !IsRest(step, seen)) return seen;
            isWhole = !IsRest(step, seen);
        }
        else if (step is MergeStep.MergeRecords && row.Attempts > 0)
        {
            // Refused for now, or merged in part, maybe days ago.
            var seen = await StepCarrier.InspectAsync(client, step, 0, slots.Created, cancellationToken);
            if (seen is not StepReply.NotReached && !IsRest(step, seen)) return seen;
            isWhole = !IsRest(step, seen);
        }

        if (step is MergeStep.CreateRecord create && highWater is null)
        {
            var (id, problem) = await CardCreation.HighWaterAsync(client, create.Slot.Type, cancellationToken);
            if (problem is not null) return problem;
            highWater = id;
        }

        if (step is MergeStep.MergeRecords merge)
        {
            // Where a part has been merged the survivor is no longer what it was; the records that are left have to be.
            var before = (await journal.SnapshotsAsync(run.Id, SnapshotMoment.Before, cancellationToken)).Where(snapshot => isWhole || merge.Losers.Contains(snapshot.Ref));
            var (changes, problem) = await MergeGuard.ChangesAsync(client, [.. before], await journal.StepsAsync(run.Id, cancellationToken), look, cancellationToken);
            if (problem is not null) return problem;
            if (changes.Length > 0) return new StepReply.Refused(new ChangedSincePreview(changes));
        }

        await journal.SendAsync(run.Id, row.Ordinal, step, highWater, cancellationToken);
        var reply = await StepCarrier.SendAsync(client, step, restores: row.Compensates is not null || run.UndoOf is not null, look, cancellationToken);
        if (reply is StepReply.Lost)
        {
            reply = await SettleAsync(client, step, highWater ?? 0, slots, clock.GetUtcNow(), cancellationToken);
            // Sent once, not executed, and the time for it is over: the next round sends it again.
            if (reply is StepReply.NotReached) reply = new StepReply.Later(RetryReason.ServerFault, null);
            else if (reply is StepReply.Later or StepReply.Closed) return reply;
        }

        if (reply is StepReply.Later or StepReply.Closed) await journal.UnsendAsync(run.Id, row.Ordinal, cancellationToken);
        return reply;
    }

    /// <summary>The cards that a step will look at before it writes; none for a step that looks at something else, or whose card is not made yet.</summary>
    private static IReadOnlyList<EntityRef> LooksAt(MergeRun run, MergeStepRow? row) => row is not { State: StepState.Planned, Attempts: 0 } ? [] : row.Step switch
    {
        MergeStep.UpdateRecord { Record.Id: > 0 } update => [update.Record],
        MergeStep.MergeRecords => run.RecordRefs,
        _ => [],
    };

    /// <summary>A person who resumes a partial merge wants the rest of it.</summary>
    private static bool IsRest(MergeStep step, StepReply seen) => step is MergeStep.MergeRecords && seen is StepReply.Refused { Failure: PartlyMerged };

    /// <summary>Reads until the step is seen or the time in which the portal may still be at it is over.</summary>
    private async Task<StepReply> SettleAsync(BitrixClient client, MergeStep step, long highWater, StepSlots slots, DateTimeOffset sentAt, CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = await StepCarrier.InspectAsync(client, step, highWater, slots.Created, cancellationToken);
            var isOpen = seen is StepReply.NotReached or StepReply.Refused { IsPartial: true };
            var left = sentAt + options.Value.SettleTime - clock.GetUtcNow();
            if (!isOpen || left <= TimeSpan.Zero) return seen;
            await Task.Delay(left < options.Value.SettlePoll ? left : options.Value.SettlePoll, clock, cancellationToken);
        }
    }

    /// <summary>True when the run has been stopped; false when steps that take it back have been planned.</summary>
    private async Task<bool> RefusedAsync(MergeRun run, List<MergeStepRow> rows, MergeStepRow refusedRow, StepReply.Refused refused, CancellationToken cancellationToken)
    {
        var cause = refused.Failure;
        var isMerged = refused.IsPartial || rows.Exists(row => row.Kind == nameof(MergeStep.MergeRecords) && row.State is StepState.Verified);
        if (refusedRow.Compensates is not null)
            return await StoppedAsync(run, MergeState.NeedsAttention, new NotTakenBack(run.FailureCode ?? cause.Code, refusedRow.Target ?? refusedRow.Kind), cancellationToken);
        if (isMerged)
            return await StoppedAsync(run, MergeState.NeedsAttention, cause is PartlyMerged or SurvivorGone ? cause : new StepRefused(refusedRow.Kind, Words(cause)), cancellationToken);
        // An undo is not undone halfway by itself: what came back stays, and a person resumes or decides.
        var written = rows.Where(row => row.State is StepState.Verified || row.Ordinal == refusedRow.Ordinal).ToList();
        if (run.UndoOf is not null && written.Count > 1)
            return await StoppedAsync(run, MergeState.NeedsAttention, new StepRefused(refusedRow.Kind, Words(cause)), cancellationToken);
        var slots = new StepSlots();
        foreach (var row in written.Where(row => row.State is StepState.Verified)) slots.Take(row.Step, row.Outcome);
        // Of the refused step a part may have happened, or all of it in an earlier attempt; taking back looks first what is there.
        var inverses = written.Where(row => row.State is StepState.Verified || row.Kind == nameof(MergeStep.Bind) || (row.Kind == nameof(MergeStep.UpdateRecord) && (row.Attempts > 0 || (row == refusedRow && refused.Found is not null)))).Reverse()
            .Select(row => (row.Ordinal, Step: StepCarrier.Inverse(slots.Resolve(row.Step), row == refusedRow ? refused.Found ?? row.Outcome : row.Outcome)))
            .Where(pair => pair.Step is not null).Select(pair => (pair.Ordinal, pair.Step!)).ToList();
        if (inverses.Count == 0) return await StoppedAsync(run, MergeState.Failed, cause, cancellationToken);
        await journal.TakeBackAsync(run.Id, cause, inverses, cancellationToken);
        return false;
    }

    private static string Words(Failure failure) => string.Join(' ', failure.Parameters.Prepend(failure.Code));

    private async Task<TimeSpan?> NotBegunAsync(MergeRun run, Failure failure, CancellationToken cancellationToken) => failure switch
    {
        PortalUnavailable unavailable => await LaterAsync(run, unavailable.Reason, null, cancellationToken),
        CredentialRefused or PortalNotConnected or PortalClosed or PortalAddressRefused or PortalScopeMissing => await StopAsync(run, MergeState.Paused, failure, cancellationToken),
        _ => await StopAsync(run, MergeState.Failed, failure, cancellationToken),
    };

    private async Task<TimeSpan?> NotFinishedAsync(MergeRun run, Failure failure, CancellationToken cancellationToken) => failure switch
    {
        PortalUnavailable unavailable => await LaterAsync(run, unavailable.Reason, null, cancellationToken),
        RecordGone gone => await StopAsync(run, MergeState.NeedsAttention, new SurvivorGone(gone.Record), cancellationToken),
        _ => await StopAsync(run, MergeState.Paused, failure, cancellationToken),
    };

    private async Task<TimeSpan?> LaterAsync(MergeRun run, RetryReason reason, TimeSpan? after, CancellationToken cancellationToken)
    {
        var delays = await journal.DelayAsync(run.Id, cancellationToken);
        if (delays > options.Value.MostDelays) return await StopAsync(run, MergeState.Paused, new PortalUnavailable(reason), cancellationToken);
        var wait = options.Value.Wait(delays);
        return after > wait ? after : wait;
    }

    private async Task<bool> StoppedAsync(MergeRun run, MergeState state, Failure failure, CancellationToken cancellationToken)
    {
        await journal.StopAsync(run.Id, state, failure, cancellationToken);
        return true;
    }

    private async Task<TimeSpan?> StopAsync(MergeRun run, MergeState state, Failure? failure, CancellationToken cancellationToken)
    {
        await journal.StopAsync(run.Id, state, failure, cancellationToken);
        return null;
    }
}
