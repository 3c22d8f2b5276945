using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DedupPortal.Audit;

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit_entries", table => table.HasComment(TableRights.AppendOnly));
        builder.HasKey(entry => new { entry.TenantId, entry.Position });
        builder.Property(entry => entry.ActorName).HasMaxLength(AuditEntry.ActorNameLength);
        builder.Property(entry => entry.Subject).HasMaxLength(AuditEntry.SubjectLength);
        builder.HasIndex(entry => new { entry.TenantId, entry.At });
        builder.HasIndex(entry => new { entry.TenantId, entry.Subject });
    }
}

internal sealed class AuditHeadConfiguration : IEntityTypeConfiguration<AuditHead>
{
    public void Configure(EntityTypeBuilder<AuditHead> builder)
    {
        builder.ToTable("audit_heads");
        builder.HasKey(head => head.TenantId);
    }
}
