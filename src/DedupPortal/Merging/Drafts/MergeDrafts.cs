using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Merging;

/// <summary>
/// The wizard's commands. Each is saved at once and needs <see cref="Permission.Work"/>; each names the version it was made
/// from and fails with <see cref="DraftChanged"/> when somebody else was quicker. None writes to the portal.
/// Every command returns the draft's new version.
/// </summary>
public sealed class MergeDrafts(IDbContextFactory<PortalDbContext> contexts, PortalReader reader, TenantScope scope, TimeProvider clock)
{
    /// <summary>
    /// Starts a wizard for a selection and reads the records. When they cannot be read the draft is kept all the same and
    /// <see cref="RereadAsync"/> tries again. <paramref name="group"/> is the duplicate group it comes from, or null.
    /// </summary>
    public async Task<Result<MergeDraftId>> StartAsync(PortalId portal, Guid? group, IReadOnlyList<EntityRef> records, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Work)) return new NotAllowed(Permission.Work);
        if (records.GroupBy(record => record).FirstOrDefault(same => same.Count() > 1) is { } twice) return new SelfMerge(twice.Key.ToString());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.Set<Portals.Portal>().AnyAsync(row => row.Id == portal, cancellationToken)) return new NotThere();
        var draft = new MergeDraft(scope.Tenant, MergeDraftId.New(), portal, group, records, scope.Actor, clock.GetUtcNow());
        db.Add(draft);
        await db.SaveChangesAsync(cancellationToken);
        if (MergeAdmission.CheckSelection(records) is null) _ = await RereadAsync(draft.Id, draft.Version, cancellationToken);
        return draft.Id;
    }

    /// <summary>
    /// The undo of an undo: starts the wizard again for a merge that was undone or did not happen, with the same mode, priority record and
    /// choices in the numbers of today, so that a person sees it before it is done. <paramref name="run"/> may be the merge or its undo.
    /// Fails with <see cref="NotRepeatable"/> while the merge holds.
    /// </summary>
    public async Task<Result<MergeDraftId>> RepeatAsync(MergeId run, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Work)) return new NotAllowed(Permission.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var merge = await db.Set<MergeRun>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == run, cancellationToken);
        if (merge?.UndoOf is { } original) merge = await db.Set<MergeRun>().AsNoTracking().SingleAsync(row => row.Id == original, cancellationToken);
        if (merge?.DraftId is not { } draftId) return new NotThere();
        var isUndone = await db.Set<MergeRun>().AnyAsync(undo => undo.UndoOf == merge.Id && undo.UndoneRecord == null && undo.State == MergeState.Completed, cancellationToken);
        if (!isUndone && merge.State is not MergeState.Failed) return new NotRepeatable(merge.State);
        var former = await db.Set<MergeDraft>().AsNoTracking().SingleAsync(draft => draft.Id == draftId, cancellationToken);
        var walked = await Crosswalk.WalkAsync(db, merge.PortalId, merge.Records, cancellationToken);
        EntityRef Map(EntityRef record) => EntityRef.TryParse(walked.GetValueOrDefault(record.ToString()), out var current) ? current : record;
        var started = await StartAsync(merge.PortalId, merge.GroupId, [.. former.Selection.Select(Map).Distinct()], cancellationToken);
        if (started.Failure is { } failure) return failure;
        var version = (await FindAsync(started.Value, cancellationToken))!.Version;
        _ = await ChangeAsync(started.Value, version, (draft, now) =>
        {
            // What cannot be carried over is left to the person, who sees the wizard anyway.
            if (draft.Reading is not { } reading || former.Mode is not { } mode || former.PriorityRef is not { } priority) return null;
            if (MergeAdmission.Modes(reading).Single(option => option.Mode == mode).Obstacles.Count > 0 || MergeAdmission.CheckPriority(mode, Map(priority), reading) is not null) return null;
            draft.ChooseMode(mode, Map(priority), now);
            foreach (var (field, choice) in former.Choices)
                if (DraftRepetition.Translate(choice, former.Reading!, reading, Map) is { } translated && ChoiceRules.Fits(reading, mode, Map(priority), field, translated))
                    draft.Choose(field, translated, now);
            return null;
        }, cancellationToken);
        return started.Value;
    }

    /// <summary>Changes the selection; mode, priority and choices are forgotten. Reads the records.</summary>
    public async Task<Result<int>> SelectAsync(MergeDraftId id, int version, IReadOnlyList<EntityRef> records, CancellationToken cancellationToken)
    {
        if (MergeAdmission.CheckSelection(records) is { } wrong) return wrong;
        var selected = await ChangeAsync(id, version, (draft, now) =>
        {
            draft.Select(records, now);
            return null;
        }, cancellationToken);
        return selected.Succeeded ? await RereadAsync(id, selected.Value, cancellationToken) : selected;
    }

    /// <summary>Reads the records again; choices stay. After it <see cref="MergeQueries.DraftAsync"/> shows the possible modes.</summary>
    public async Task<Result<int>> RereadAsync(MergeDraftId id, int version, CancellationToken cancellationToken)
    {
        var draft = await FindAsync(id, cancellationToken);
        if (draft is null) return new NotThere();
        if (MergeAdmission.CheckSelection(draft.Selection) is { } wrong) return wrong;
        var reading = await reader.ReadAsync(draft.PortalId, draft.Selection, cancellationToken);
        if (reading.Failure is { } unreadable) return unreadable;
        return await ChangeAsync(id, version, (draft, now) =>
        {
            draft.TakeReading(reading.Value, draft.Step is DraftStep.Select ? DraftStep.Mode : Earlier(draft.Step, DraftStep.Values), now);
            return null;
        }, cancellationToken);
    }

    /// <summary>Chooses the mode and proposes the priority record.</summary>
    public Task<Result<int>> ChooseModeAsync(MergeDraftId id, int version, MergeMode mode, CancellationToken cancellationToken) =>
        ChangeAsync(id, version, (draft, now) =>
        {
            if (draft.Reading is not { } reading) return new DraftIncomplete(DraftStep.Select);
            if (MergeAdmission.Modes(reading).Single(option => option.Mode == mode).Obstacles is [var obstacle, ..]) return obstacle;
            draft.ChooseMode(mode, MergeAdmission.ProposePriority(mode, reading), now);
            return null;
        }, cancellationToken);

    /// <summary>"Continue": reads the records once more and checks again; the next page chooses values.</summary>
    public async Task<Result<int>> ContinueAsync(MergeDraftId id, int version, CancellationToken cancellationToken)
    {
        var draft = await FindAsync(id, cancellationToken);
        if (draft is null) return new NotThere();
        if (draft.Mode is not { } mode) return new DraftIncomplete(DraftStep.Mode);
        var reading = await reader.ReadAsync(draft.PortalId, draft.Selection, cancellationToken);
        if (reading.Failure is { } unreadable) return unreadable;
        if (MergeAdmission.Modes(reading.Value).Single(option => option.Mode == mode).Obstacles is [var obstacle, ..]) return obstacle;
        return await ChangeAsync(id, version, (draft, now) =>
        {
            draft.TakeReading(reading.Value, DraftStep.Values, now);
            return null;
        }, cancellationToken);
    }

    /// <summary>Chooses the record that survives.</summary>
    public Task<Result<int>> ChoosePriorityAsync(MergeDraftId id, int version, EntityRef priority, CancellationToken cancellationToken) =>
        ChangeAsync(id, version, (draft, now) =>
        {
            if (draft.Reading is not { } reading || draft.Mode is not { } mode) return new DraftIncomplete(DraftStep.Mode);
            if (MergeAdmission.CheckPriority(mode, priority, reading) is { } obstacle) return obstacle;
            draft.ChoosePriority(priority, now);
            return null;
        }, cancellationToken);

    /// <summary>Chooses a field's value; <paramref name="choice"/> null returns to the proposal.</summary>
    public Task<Result<int>> ChooseFieldAsync(MergeDraftId id, int version, string field, FieldChoice? choice, CancellationToken cancellationToken) =>
        ChangeAsync(id, version, (draft, now) =>
        {
            if (draft.Reading is not { } reading || draft.PriorityRef is not { } priority) return new DraftIncomplete(DraftStep.Mode);
            if (!ChoiceRules.Fits(reading, draft.Mode, priority, field, choice)) return new ChoiceInvalid(field);
            draft.Choose(field, choice, now);
            return null;
        }, cancellationToken);

    /// <summary>Goes to the final card: remembers the hash of the plan that it shows, which the approval must name.</summary>
    public Task<Result<int>> ReviewAsync(MergeDraftId id, int version, CancellationToken cancellationToken) =>
        ChangeAsync(id, version, (draft, now) =>
        {
            var plan = DraftPlan.Make(draft);
            if (plan.Succeeded) draft.Review(plan.Value.Hash, now);
            return plan.Failure;
        }, cancellationToken);

    /// <summary>Throws a draft away. An approved one stays: it is the merge's preview.</summary>
    public async Task<Result<Done>> DiscardAsync(MergeDraftId id, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Work)) return new NotAllowed(Permission.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var gone = await db.Set<MergeDraft>().Where(draft => draft.Id == id && draft.MergeId == null).ExecuteDeleteAsync(cancellationToken);
        return gone == 1 ? Done.Value : new NotThere();
    }

    private static DraftStep Earlier(DraftStep one, DraftStep other) => one < other ? one : other;

    private async Task<MergeDraft?> FindAsync(MergeDraftId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<MergeDraft>().AsNoTracking().SingleOrDefaultAsync(draft => draft.Id == id, cancellationToken);
    }

    private async Task<Result<int>> ChangeAsync(MergeDraftId id, int version, Func<MergeDraft, DateTimeOffset, Failure?> change, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Work)) return new NotAllowed(Permission.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var draft = await db.Set<MergeDraft>().SingleOrDefaultAsync(draft => draft.Id == id, cancellationToken);
        if (draft is null) return new NotThere();
        if (draft.MergeId is { } merge) return new DraftApproved(merge.Value);
        if (draft.Version != version) return new DraftChanged(draft.Version);
        if (change(draft, clock.GetUtcNow()) is { } failure) return failure;
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new DraftChanged(draft.Version);
        }

        return draft.Version;
    }
}
