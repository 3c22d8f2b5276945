using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Merging;

/// <summary>Which runs to show; null or empty means "any". <paramref name="From"/> is included, <paramref name="To"/> is not.</summary>
public sealed record MergeFilter(
    PortalId? Portal = null, MergeState? State = null, Guid? Person = null, DateTimeOffset? From = null, DateTimeOffset? To = null, bool? Undos = null);

/// <summary>One run in the list.</summary>
/// <param name="UndoneBy">The undo of this whole merge that has not failed, or null.</param>
/// <param name="UndoneRecord">Of an undo of one record: that record; null otherwise.</param>
public sealed record MergeRow(
    MergeId Id, PortalId Portal, string PortalName, MergeMode Mode, MergeState State, MergeId? UndoOf, MergeId? UndoneBy, string? UndoneRecord, Guid? GroupId,
    string Survivor, IReadOnlyList<string> Records, string ApprovedBy, string? Reason, DateTimeOffset ApprovedAt, DateTimeOffset? FinishedAt,
    string? FailureCode, IReadOnlyList<string> FailureParameters);

/// <summary>A page of runs, newest first, and how many there are.</summary>
public sealed record MergePage(IReadOnlyList<MergeRow> Rows, int Total);

/// <summary>One write of a run as the journal holds it.</summary>
public sealed record StepRow(
    int Ordinal, string Kind, string? Target, StepState State, int? Compensates, int Attempts, DateTimeOffset? SentAt, DateTimeOffset? VerifiedAt,
    string? FailureCode, MergeStep Step);

/// <summary>A field before and after a run; null means no value. Texts are for showing.</summary>
public sealed record DiffLine(string Record, string Field, string Title, string? Before, string? After);

/// <summary>One run with its journal.</summary>
/// <param name="Merge">The row.</param>
/// <param name="Plan">The approved plan; null for an undo.</param>
/// <param name="Undo">The approved undo plan; null for a merge.</param>
/// <param name="Steps">Writes in order, those that took back a failure included.</param>
/// <param name="Diff">Fields that differ before → after, per record; a deleted record has no after.</param>
/// <param name="Losses">The loss ledger.</param>
/// <param name="Result">What reading back showed; null before the end.</param>
/// <param name="Parts">Undos that brought back single records of this merge, oldest first.</param>
/// <param name="CardUrls">Addresses of the records' cards in the portal, current ids.</param>
public sealed record MergeDetails(
    MergeRow Merge, MergePlan? Plan, UndoPlan? Undo, IReadOnlyList<StepRow> Steps, IReadOnlyList<DiffLine> Diff, IReadOnlyList<LossLedgerEntry> Losses,
    MergeResult? Result, IReadOnlyList<MergeRow> Parts, IReadOnlyDictionary<string, string> CardUrls)
{
    /// <summary>An undo of it can be planned: it was done, wholly or halfway, and nobody has undone it.</summary>
    public bool IsUndoable => Merge is { UndoOf: null, UndoneBy: null, State: MergeState.Completed or MergeState.NeedsAttention };

    /// <summary>The merge, or that of this undo, can be done again: it was not done, or was taken back wholly.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Records that can come back alone while the others stay merged; none where only one was merged.</summary>
    public IReadOnlyList<string> Separable => IsUndoable && Merge.State is MergeState.Completed && Merge.Records.Count > 2
        ? [.. Merge.Records.Where(record => record != Merge.Survivor && Parts.All(part => part.UndoneRecord != record || part.State is MergeState.Failed))] : [];
}

/// <summary>Reads the current agency's merges, undos and drafts.</summary>
public sealed class MergeQueries(IDbContextFactory<PortalDbContext> contexts)
{
    public async Task<MergePage> PageAsync(MergeFilter filter, int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var query = Where(db.Set<MergeRun>().AsNoTracking(), filter);
        var total = await query.CountAsync(cancellationToken);
        var rows = await Rows(db, query.OrderByDescending(run => run.ApprovedAt).ThenByDescending(run => run.Id).Skip(skip).Take(take)).ToListAsync(cancellationToken);
        return new MergePage(rows, total);
    }

    /// <summary>One run with everything; null when it is not there.</summary>
    public async Task<MergeDetails?> FindAsync(MergeId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var run = await db.Set<MergeRun>().AsNoTracking().SingleOrDefaultAsync(run => run.Id == id, cancellationToken);
        if (run is null) return null;
        var row = await Rows(db, db.Set<MergeRun>().AsNoTracking().Where(other => other.Id == id)).SingleAsync(cancellationToken);
        var steps = await db.Set<MergeStepRow>().AsNoTracking().Where(step => step.RunId == id).OrderBy(step => step.Ordinal).ToListAsync(cancellationToken);
        var snapshots = await db.Set<MergeSnapshotRow>().AsNoTracking().Where(snapshot => snapshot.RunId == id && snapshot.Moment != SnapshotMoment.Target).ToListAsync(cancellationToken);
        var losses = await db.Set<LossLedgerEntry>().AsNoTracking().Where(entry => entry.RunId == id).OrderBy(entry => entry.Ordinal).ToListAsync(cancellationToken);
        var draft = run.DraftId is { } draftId
            ? await db.Set<MergeDraft>().AsNoTracking().SingleOrDefaultAsync(draft => draft.Id == draftId, cancellationToken)
            : await db.Set<MergeDraft>().AsNoTracking().SingleOrDefaultAsync(draft => draft.MergeId == run.UndoOf, cancellationToken);
        var address = await db.Set<Portals.Portal>().AsNoTracking().Where(portal => portal.Id == run.PortalId).Select(portal => portal.Address).SingleAsync(cancellationToken);
        var crosswalk = await Crosswalk.WalkAsync(db, run.PortalId, run.Records, cancellationToken);
        var parts = await Rows(db, db.Set<MergeRun>().AsNoTracking().Where(other => other.UndoOf == id && other.UndoneRecord != null).OrderBy(other => other.ApprovedAt)).ToListAsync(cancellationToken);
        return new MergeDetails(
            row,
            run.UndoOf is null ? MergeJson.Read<MergePlan>(run.PlanText) : null,
            run.UndoOf is null ? null : MergeJson.Read<UndoPlan>(run.PlanText),
            [.. steps.Select(step => new StepRow(step.Ordinal, step.Kind, step.Target, step.State, step.Compensates, step.Attempts, step.SentAt, step.VerifiedAt, step.FailureCode, step.Step))],
            SnapshotDiff.Of(snapshots, draft?.Reading),
            losses,
            run.ResultText is null ? null : MergeJson.Read<MergeResult>(run.ResultText),
            parts,
            run.Records.ToDictionary(record => record, record => PortalLinks.Card(address, crosswalk.GetValueOrDefault(record, record)), StringComparer.Ordinal))
        {
            IsRepeatable = run.UndoOf is null
                ? run.State is MergeState.Failed || await db.Set<MergeRun>().AnyAsync(undo => undo.UndoOf == id && undo.UndoneRecord == null && undo.State == MergeState.Completed, cancellationToken)
                : run is { UndoneRecord: null, State: MergeState.Completed },
        };
    }

    /// <summary>Later edits with their values in the portal's words: names of stages and people instead of their ids.</summary>
    public async Task<IReadOnlyList<LaterEdit>> ShownAsync(MergeId merge, IReadOnlyList<LaterEdit> edits, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var draft = await db.Set<MergeDraft>().AsNoTracking().SingleOrDefaultAsync(draft => draft.MergeId == merge, cancellationToken);
        if (draft?.Reading is not { } reading) return edits;
        return [.. edits.Select(edit => edit with { Before = Shown(edit, edit.Before), AfterMerge = Shown(edit, edit.AfterMerge), Now = Shown(edit, edit.Now) })];

        string Shown(LaterEdit edit, string value) => DisplayText.Of(reading, edit.Record.Type, edit.Field, System.Text.Json.Nodes.JsonValue.Create(value));
    }

    /// <summary>Where a run stands: for a page that polls while the job works. Null when it is not there.</summary>
    public async Task<MergeProgress?> ProgressAsync(MergeId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<MergeRun>().AsNoTracking().Where(run => run.Id == id).Select(run => new MergeProgress(
            run.State,
            db.Set<MergeStepRow>().Count(step => step.RunId == id && step.State == StepState.Verified),
            db.Set<MergeStepRow>().Count(step => step.RunId == id),
            run.FailureCode, run.FailureParameters)).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Where a record is now that a merge or an undo moved it; itself when nothing did.</summary>
    public async Task<EntityRef> ResolveAsync(PortalId portal, EntityRef record, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var walked = await Crosswalk.WalkAsync(db, portal, [record.ToString()], cancellationToken);
        return walked.TryGetValue(record.ToString(), out var current) && EntityRef.TryParse(current, out var found) ? found : record;
    }

    /// <summary>Everything a wizard page shows of a draft; null when it is not there.</summary>
    public async Task<DraftView?> DraftAsync(MergeDraftId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var draft = await db.Set<MergeDraft>().AsNoTracking().SingleOrDefaultAsync(draft => draft.Id == id, cancellationToken);
        if (draft is null) return null;
        var portal = await db.Set<Portals.Portal>().AsNoTracking().Where(portal => portal.Id == draft.PortalId).Select(portal => new { portal.Name, portal.Address }).SingleAsync(cancellationToken);
        return DraftViews.Of(draft, portal.Name, portal.Address);
    }

    /// <summary>The open draft of a group that was changed last, so that a second visit goes on with it; null when there is none.</summary>
    public async Task<MergeDraftId?> OpenDraftAsync(Guid group, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<MergeDraft>().AsNoTracking().Where(draft => draft.GroupId == group && draft.MergeId == null
                // A bulk run's own plans are not changed by hand.
                && !db.Set<BulkGroup>().Any(other => other.DraftId == draft.Id))
            .OrderByDescending(draft => draft.ChangedAt).Select(draft => (MergeDraftId?)draft.Id).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Who has approved merges or undos, by name.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Name)>> PeopleAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Set<MergeRun>().AsNoTracking().Where(run => run.ApprovedBy != null).Select(run => new { run.ApprovedBy, run.ApprovedByName }).Distinct().ToListAsync(cancellationToken);
        return [.. rows.GroupBy(row => row.ApprovedBy!.Value).Select(group => (group.Key, group.First().ApprovedByName)).OrderBy(person => person.ApprovedByName, StringComparer.CurrentCulture)];
    }

    internal static IQueryable<MergeRow> Rows(PortalDbContext db, IQueryable<MergeRun> runs) =>
        from run in runs
        join portal in db.Set<Portals.Portal>() on run.PortalId equals portal.Id
        select new MergeRow(
            run.Id, run.PortalId, portal.Name, run.Mode, run.State, run.UndoOf,
            db.Set<MergeRun>().Where(undo => undo.UndoOf == run.Id && undo.UndoneRecord == null && undo.State != MergeState.Failed).Select(undo => (MergeId?)undo.Id).FirstOrDefault(),
            run.UndoneRecord, run.GroupId, run.Survivor, run.Records, run.ApprovedByName, run.Reason, run.ApprovedAt, run.FinishedAt, run.FailureCode, run.FailureParameters);

    private static IQueryable<MergeRun> Where(IQueryable<MergeRun> query, MergeFilter filter)
    {
        if (filter.Portal is { } portal) query = query.Where(run => run.PortalId == portal);
        if (filter.State is { } state) query = query.Where(run => run.State == state);
        if (filter.Person is { } person) query = query.Where(run => run.ApprovedBy == person);
        if (filter.From is { } from) query = query.Where(run => run.ApprovedAt >= from);
        if (filter.To is { } to) query = query.Where(run => run.ApprovedAt < to);
        if (filter.Undos is { } undos) query = query.Where(run => (run.UndoOf != null) == undos);
        return query;
    }
}

/// <summary>How far a run is. The counts are 0 until the job has begun.</summary>
public sealed record MergeProgress(MergeState State, int StepsDone, int StepsTotal, string? FailureCode, IReadOnlyList<string> FailureParameters);
