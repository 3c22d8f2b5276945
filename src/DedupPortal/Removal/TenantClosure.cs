using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DedupPortal.Removal;

/// <summary>An owner has deleted the agency. The application can neither change nor take back the row; who did it stands in the history.</summary>
public sealed class TenantClosure(TenantId tenantId) : ITenantOwned
{
    public TenantId TenantId { get; private set; } = tenantId;

    /// <summary>By the clock of the database, whatever was sent.</summary>
    public DateTimeOffset RequestedAt { get; private set; }
}

internal sealed class TenantClosureConfiguration : IEntityTypeConfiguration<TenantClosure>
{
    public void Configure(EntityTypeBuilder<TenantClosure> builder)
    {
        builder.ToTable("tenant_closures", table => table.HasComment(TableRights.AppendOnly));
        builder.HasKey(closure => closure.TenantId);
        builder.Property(closure => closure.RequestedAt).HasDefaultValueSql("now()").ValueGeneratedOnAdd();
    }
}
