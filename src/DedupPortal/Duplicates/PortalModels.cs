using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Matching;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Duplicates;

/// <summary>Keeps what a portal has taught. A scan learns anew; between two scans its cards are matched with the version in use.</summary>
public sealed class PortalModels(IDbContextFactory<PortalDbContext> contexts, AuditLog audit, TenantScope scope, TimeProvider clock)
{
    /// <summary>The version in use; null while it is the shipped one.</summary>
    public async Task<PortalModel?> InUseAsync(PortalId portal, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await NewestAsync(db, portal, cancellationToken);
    }

    /// <summary>A version that a result names; null for the shipped ones and for unknown names.</summary>
    public async Task<PortalModel?> FindAsync(PortalId portal, string version, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<PortalModel>().AsNoTracking().SingleOrDefaultAsync(row => row.PortalId == portal && row.Version == version, cancellationToken);
    }

    /// <summary>What the portal's matching stands on, in numbers that a page puts into words.</summary>
    public async Task<MatchingView> ViewAsync(PortalId portal, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var inUse = await NewestAsync(db, portal, cancellationToken);
        var model = inUse?.Model ?? MatchModel.Default;
        var known = inUse?.Reviewed ?? [];
        var held = GroupDecisions.Taught(await db.Set<ReviewDecision>().AsNoTracking().Where(row => row.PortalId == portal && row.RetractedAt == null && row.Pattern != null).ToListAsync(cancellationToken));
        var (now, before) = (held.CountBy(pair => pair).ToDictionary(), known.CountBy(pair => pair).ToDictionary());
        return new MatchingView(
            inUse?.Version ?? MatchModel.Default.Version, inUse,
            now.Where(pair => !pair.Key.Inferred).Sum(pair => Math.Max(0, pair.Value - before.GetValueOrDefault(pair.Key))),
            before.Where(pair => !pair.Key.Inferred).Sum(pair => Math.Max(0, pair.Value - now.GetValueOrDefault(pair.Key))),
            [.. ((PairRelation[])[PairRelation.TelegramToPhone, PairRelation.SameKind]).Select(relation => new CalibrationState(
                relation, known.Count(pair => !pair.Inferred && pair.Pattern.Relation == relation), model.Calibrations.GetValueOrDefault(relation)?.ThresholdFor(model.PromisedPrecision)))],
            model.PromisedPrecision, model.MatchThreshold, model.LinkedShare, ModelShifts.Of(model));
    }

    /// <summary>
    /// Takes what a scan has learnt into use, with an entry in the history; nothing when it is what is in use already. Returns the name of
    /// the version in use. Two scans of one portal never run at a time.
    /// </summary>
    internal async Task<string> AdoptAsync(PortalId portal, SyncRunId run, MatchResult found, IReadOnlyList<ReviewedPair> reviewed, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var before = await NewestAsync(db, portal, cancellationToken);
        if (before?.Is(found, reviewed) ?? found.ModelVersion == MatchModel.Default.Version) return before?.Version ?? found.ModelVersion;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var model = new PortalModel(scope.Tenant, portal, (before?.Number ?? 0) + 1, found, reviewed, run, clock.GetUtcNow());
        db.Add(model);
        await db.SaveChangesAsync(cancellationToken);
        var payload = new JsonObject
        {
            ["before"] = before?.Version ?? MatchModel.Default.Version, ["after"] = model.Version, ["version"] = model.Number, ["decisions"] = model.Decisions, ["chats"] = model.Chats,
        };
        await audit.AppendAsync(db, new AuditRecord(AuditAction.MatchModelChanged, $"portal:{portal}", payload, portal.Value), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return model.Version;
    }

    private static Task<PortalModel?> NewestAsync(PortalDbContext db, PortalId portal, CancellationToken cancellationToken) =>
        db.Set<PortalModel>().AsNoTracking().Where(row => row.PortalId == portal).OrderByDescending(row => row.Number).FirstOrDefaultAsync(cancellationToken);
}
