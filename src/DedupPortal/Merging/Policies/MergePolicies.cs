using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Merging;

/// <summary>A policy as it is kept: <paramref name="Version"/> is named by the next change; 0 where none is kept and the policy above it holds.</summary>
public sealed record PolicyView(MergePolicy Policy, int Version, DateTimeOffset? ChangedAt, string? ChangedBy);

/// <summary>Keeps the survivorship rules of the agency and its portals. A portal without its own follows the agency's.</summary>
public sealed class MergePolicies(IDbContextFactory<PortalDbContext> contexts, TenantScope scope, AuditLog audit, TimeProvider clock)
{
    /// <summary>What holds for the portal, or for the agency when <paramref name="portal"/> is null.</summary>
    public async Task<PolicyView> FindAsync(PortalId? portal, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Set<MergePolicyRow>().AsNoTracking().SingleOrDefaultAsync(row => row.PortalId == portal, cancellationToken);
        return row is null
            ? new PolicyView(portal is { } one ? await EffectiveAsync(db, one, cancellationToken) : MergePolicy.Default, 0, null, null)
            : new PolicyView(row.Policy, row.Version, row.ChangedAt, row.ChangedByName);
    }

    /// <summary>
    /// Keeps a policy. Drafts that were read before keep the one they were read with. Fails with <see cref="PolicyInvalid"/>,
    /// <see cref="ChangedMeanwhile"/>, <see cref="NotThere"/> or <see cref="NotAllowed"/>; then nothing was changed.
    /// </summary>
    public async Task<Result<int>> SaveAsync(PortalId? portal, MergePolicy policy, int version, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Administer)) return new NotAllowed(Permission.Administer);
        if (policy.Fault() is { } fault) return new PolicyInvalid(fault);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var name = portal is null ? null : await NameAsync(db, portal.Value, cancellationToken);
        if (portal is not null && name is null) return new NotThere();
        var row = await db.Set<MergePolicyRow>().SingleOrDefaultAsync(row => row.PortalId == portal, cancellationToken);
        if ((row?.Version ?? 0) != version) return new ChangedMeanwhile();
        var before = row?.PolicyText;
        if (row is null) db.Add(row = new MergePolicyRow(scope.Tenant, portal));
        row.Change(policy, scope.Actor, clock.GetUtcNow());
        return await CommitAsync(db, transaction, portal, name, before, row.PolicyText, cancellationToken) ? row.Version : new ChangedMeanwhile();
    }

    /// <summary>The portal follows the agency's policy again, or the agency the product's.</summary>
    public async Task<Result<Done>> RemoveAsync(PortalId? portal, int version, CancellationToken cancellationToken)
    {
        if (!scope.Allows(Permission.Administer)) return new NotAllowed(Permission.Administer);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var row = await db.Set<MergePolicyRow>().SingleOrDefaultAsync(row => row.PortalId == portal, cancellationToken);
        if (row is null) return new NotThere();
        if (row.Version != version) return new ChangedMeanwhile();
        db.Remove(row);
        var name = portal is null ? null : await NameAsync(db, portal.Value, cancellationToken);
        return await CommitAsync(db, transaction, portal, name, row.PolicyText, after: null, cancellationToken) ? Done.Value : new ChangedMeanwhile();
    }

    internal static async Task<MergePolicy> EffectiveAsync(PortalDbContext db, PortalId portal, CancellationToken cancellationToken)
    {
        var rows = await db.Set<MergePolicyRow>().AsNoTracking().Where(row => row.PortalId == portal || row.PortalId == null).ToListAsync(cancellationToken);
        return rows.OrderBy(row => row.PortalId is null ? 1 : 0).FirstOrDefault()?.Policy ?? MergePolicy.Default;
    }

    private async Task<bool> CommitAsync(
        PortalDbContext db, Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction, PortalId? portal, string? name, string? before, string? after, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException conflict) when (conflict is DbUpdateConcurrencyException || conflict.IsUniqueViolation())
        {
            return false;
        }

        var payload = new JsonObject { ["portal"] = name, ["before"] = Parsed(before), ["after"] = Parsed(after) };
        await audit.AppendAsync(db, new AuditRecord(AuditAction.MergePolicyChanged, portal is { } one ? $"policy:{one}" : "policy", payload, portal?.Value), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static JsonNode? Parsed(string? text) => text is null ? null : JsonNode.Parse(text);

    private static Task<string?> NameAsync(PortalDbContext db, PortalId portal, CancellationToken cancellationToken) =>
        db.Set<Portals.Portal>().Where(row => row.Id == portal).Select(row => (string?)row.Name).SingleOrDefaultAsync(cancellationToken);
}
