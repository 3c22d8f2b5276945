using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Duplicates;

/// <summary>What a person decides about groups. Each method is one transaction with its entry in the history.</summary>
public sealed class GroupReview(IDbContextFactory<PortalDbContext> contexts, AuditLog audit, TenantScope scope, TimeProvider clock)
{
    /// <summary>
    /// "Not a duplicate": every pair of the group's cards is different from now on, for later scans, too. Fails with
    /// <see cref="ReasonMissing"/>, <see cref="GroupNotOpen"/>, <see cref="NotThere"/>, <see cref="NotAllowed"/>, <see cref="ChangedMeanwhile"/>.
    /// </summary>
    public async Task<Result<Done>> MarkNotDuplicateAsync(GroupId id, string reason, CancellationToken cancellationToken)
    {
        var text = reason.Trim();
        if (text.Length is 0 or > ReviewDecision.ReasonLength) return new ReasonMissing();
        return await ChangeAsync(id, async (db, group, now) =>
        {
            if (group.State is not (GroupState.Open or GroupState.Postponed)) return new GroupNotOpen(group.State);
            group.Reject(now);
            var cards = await CardsAsync(db, id, cancellationToken);
            await GroupDecisions.DecideAsync(db, group, cards, new PairWord(ReviewVerdict.AssertedDifferent, text, scope.Actor), now, cancellationToken);
            return new AuditRecord(AuditAction.MarkedNotDuplicate, $"group:{id}", new JsonObject { ["reason"] = text, ["cards"] = Array(cards) }, group.PortalId.Value);
        }, cancellationToken);
    }

    /// <summary>"Later": out of the queue until the moment, then open again. Fails with <see cref="MomentPassed"/> and as above.</summary>
    public Task<Result<Done>> PostponeAsync(GroupId id, DateTimeOffset until, CancellationToken cancellationToken) =>
        ChangeAsync(id, async (db, group, now) =>
        {
            if (until <= now) return new MomentPassed();
            if (group.State is not (GroupState.Open or GroupState.Postponed)) return new GroupNotOpen(group.State);
            group.Postpone(until, now);
            var cards = await CardsAsync(db, id, cancellationToken);
            return new AuditRecord(AuditAction.Postponed, $"group:{id}", new JsonObject { ["until"] = until.ToUniversalTime().ToString("O"), ["cards"] = Array(cards) }, group.PortalId.Value);
        }, cancellationToken);

    /// <summary>Takes "not a duplicate" or "later" back: the group is open again and its decisions no longer hold.</summary>
    public Task<Result<Done>> ReopenAsync(GroupId id, CancellationToken cancellationToken) =>
        ChangeAsync(id, async (db, group, now) =>
        {
            if (group.State is not (GroupState.NotDuplicate or GroupState.Postponed)) return new GroupNotOpen(group.State);
            var before = group.State;
            group.Reopen(now);
            var cards = await CardsAsync(db, id, cancellationToken);
            await GroupDecisions.RetractAsync(db, id, now, cancellationToken);
            return new AuditRecord(AuditAction.DecisionRetracted, $"group:{id}", new JsonObject { ["before"] = before.ToString(), ["cards"] = Array(cards) }, group.PortalId.Value);
        }, cancellationToken);

    /// <summary>
    /// Takes one decision back. A group that was set aside by it is open again as soon as none of its pairs is decided any more.
    /// </summary>
    public async Task<Result<Done>> RetractAsync(DecisionId id, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Work)) return new NotAllowed(Permission.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var decision = await db.Set<ReviewDecision>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (decision is null) return new NotThere();
        if (decision.RetractedAt is not null) return new AlreadyRetracted();
        var now = clock.GetUtcNow();
        decision.Retract(now);
        if (decision.GroupId is { } groupId
            && !await db.Set<ReviewDecision>().AnyAsync(row => row.GroupId == groupId && row.RetractedAt == null && row.Id != id, cancellationToken)
            && await db.Set<DuplicateGroup>().SingleOrDefaultAsync(row => row.Id == groupId && row.State == GroupState.NotDuplicate, cancellationToken) is { } group)
            group.Reopen(now);
        var payload = new JsonObject { ["before"] = decision.Verdict.ToString(), ["cards"] = Array([decision.First, decision.Second]) };
        return await SaveAsync(db, transaction, new AuditRecord(AuditAction.DecisionRetracted, $"decision:{id}", payload, decision.PortalId.Value), cancellationToken);
    }

    private async Task<Result<Done>> ChangeAsync(
        GroupId id, Func<PortalDbContext, DuplicateGroup, DateTimeOffset, Task<Result<AuditRecord>>> change, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Work)) return new NotAllowed(Permission.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var group = await db.Set<DuplicateGroup>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (group is null) return new NotThere();
        try
        {
            var outcome = await change(db, group, clock.GetUtcNow());
            return outcome.Failure is { } failure ? failure : await SaveAsync(db, transaction, outcome.Value, cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new ChangedMeanwhile();
        }
    }

    private async Task<Result<Done>> SaveAsync(
        PortalDbContext db, Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction, AuditRecord record, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await audit.AppendAsync(db, record, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Done.Value;
        }
        catch (DbUpdateException conflict) when (conflict is DbUpdateConcurrencyException || conflict.IsUniqueViolation())
        {
            return new ChangedMeanwhile();
        }
    }

    private static async Task<IReadOnlyList<EntityRef>> CardsAsync(PortalDbContext db, GroupId id, CancellationToken cancellationToken) =>
        [.. (await db.Set<GroupMember>().AsNoTracking().Where(member => member.GroupId == id).ToListAsync(cancellationToken)).Select(member => member.Ref).Order()];

    private static JsonArray Array(IReadOnlyList<EntityRef> cards) => [.. cards.Select(card => JsonValue.Create(card.ToString()))];
}
