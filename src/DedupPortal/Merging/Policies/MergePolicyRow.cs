using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DedupPortal.Merging;

/// <summary>The merge policy of an agency, or of one of its portals when <see cref="PortalId"/> is set.</summary>
public sealed class MergePolicyRow : ITenantOwned
{
    private MergePolicyRow() => (PolicyText, ChangedByName) = ("", "");

    internal MergePolicyRow(TenantId tenant, PortalId? portal)
        : this() => (TenantId, Id, PortalId) = (tenant, Guid.CreateVersion7(), portal);

    public TenantId TenantId { get; private set; }

    public Guid Id { get; private set; }

    /// <summary>Null for the agency's own, which holds for every portal without one.</summary>
    public PortalId? PortalId { get; private set; }

    /// <summary><see cref="MergePolicy"/> as JSON text.</summary>
    public string PolicyText { get; private set; }

    public DateTimeOffset ChangedAt { get; private set; }

    public string ChangedByName { get; private set; }

    /// <summary>Grows with every change, from 1.</summary>
    public int Version { get; private set; }

    internal MergePolicy Policy => MergeJson.Read<MergePolicy>(PolicyText);

    internal void Change(MergePolicy policy, Actor actor, DateTimeOffset now)
    {
        (PolicyText, ChangedByName, ChangedAt) = (MergeJson.Write(policy), actor.Name, now);
        Version++;
    }
}

internal sealed class MergePolicyRowConfiguration : IEntityTypeConfiguration<MergePolicyRow>
{
    public void Configure(EntityTypeBuilder<MergePolicyRow> builder)
    {
        builder.ToTable("merge_policies");
        builder.HasKey(row => new { row.TenantId, row.Id });
        builder.Property(row => row.ChangedByName).HasMaxLength(MergeRun.NameLength);
        builder.Property(row => row.Version).IsConcurrencyToken();
        builder.Ignore(row => row.Policy);
        builder.HasIndex(row => new { row.TenantId, row.PortalId }).IsUnique().AreNullsDistinct(false);
        builder.HasOne<Portals.Portal>().WithMany().HasForeignKey(row => new { row.TenantId, row.PortalId }).OnDelete(DeleteBehavior.Cascade);
    }
}
