using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Merging;

/// <summary>
/// Recognises merges that were done in the portal itself: a card vanished, and values of it appeared on another one of its type. Bitrix24
/// tells of such a merge only as a change and a deletion.
/// </summary>
public sealed class PortalMerges(IDbContextFactory<PortalDbContext> contexts, AuditLog audit, TenantScope scope, TimeProvider clock)
{
    /// <summary>How long an heir is looked for: its change may be noticed after the deletion. Then the card was simply deleted.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(48);

    /// <summary>
    /// Decides what became of the portal's vanished cards. A merge is noted in the crosswalk, so that old addresses lead on, and in the
    /// history. Returns how many merges it recognised.
    /// </summary>
    public async Task<int> SettleAsync(PortalId portal, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var vanished = await db.Set<VanishedCard>().Where(card => card.PortalId == portal && card.SettledAt == null).OrderBy(card => card.VanishedAt).ToListAsync(cancellationToken);
        if (vanished.Count == 0) return 0;
        var since = vanished[0].VanishedAt - Patience;
        var heirs = await db.Set<MirrorRecord>().AsNoTracking().Where(record => record.PortalId == portal && record.Gained.Length > 0 && record.ReadAt >= since)
            .Select(record => new Heir(record.Type, record.EntityId, record.Gained)).ToListAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var recognised = new List<(VanishedCard Lost, EntityRef Heir)>();
        foreach (var lost in vanished)
        {
            // What we merged ourselves is in the crosswalk already, with its run.
            var old = lost.Ref.ToString();
            if (await db.Set<CrosswalkEntry>().AnyAsync(entry => entry.PortalId == portal && entry.OldRecord == old, cancellationToken)) lost.Settle(null, clock.GetUtcNow());
            else if (Find(lost, heirs) is { } heir) recognised.Add((lost, heir));
            else if (lost.VanishedAt + Patience < clock.GetUtcNow()) lost.Settle(null, clock.GetUtcNow());
        }

        foreach (var (lost, heir) in recognised)
        {
            lost.Settle(heir, clock.GetUtcNow());
            db.Add(new CrosswalkEntry(scope.Tenant, portal, lost.Ref, heir, CrosswalkEntry.InPortal, clock.GetUtcNow()));
            await GroupTransitions.MergedInPortalAsync(db, portal, lost.Ref, heir, clock.GetUtcNow(), cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        foreach (var (lost, heir) in recognised)
        {
            var payload = new JsonObject { ["survivor"] = heir.ToString(), ["losers"] = new JsonArray(lost.Ref.ToString()), ["name"] = lost.Name };
            await audit.AppendAsync(db, new AuditRecord(AuditAction.MergedInPortal, $"portal:{portal}", payload, portal.Value), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return recognised.Count;
    }

    /// <summary>The card of the same type that gained most of what the lost one held; the older one of two. Null when none gained anything of it.</summary>
    private static EntityRef? Find(VanishedCard lost, List<Heir> heirs) => heirs
        .Where(heir => heir.Type == lost.Type && heir.EntityId != lost.EntityId)
        .Select(heir => (heir, Shared: heir.Gained.Intersect(lost.ContactValues, StringComparer.Ordinal).Count()))
        .Where(pair => pair.Shared > 0).OrderByDescending(pair => pair.Shared).ThenBy(pair => pair.heir.EntityId)
        .Select(pair => (EntityRef?)new EntityRef(pair.heir.Type, pair.heir.EntityId)).FirstOrDefault();

    private sealed record Heir(EntityType Type, long EntityId, string[] Gained);
}
