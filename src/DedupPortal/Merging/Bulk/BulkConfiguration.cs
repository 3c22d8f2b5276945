using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DedupPortal.Merging;

internal sealed class BulkRunConfiguration : IEntityTypeConfiguration<BulkRun>
{
    public void Configure(EntityTypeBuilder<BulkRun> builder)
    {
        builder.ToTable("bulk_runs");
        builder.HasKey(run => new { run.TenantId, run.Id });
        builder.Property(run => run.State).HasConversion<string>().HasMaxLength(16);
        builder.Property(run => run.Rules).HasColumnName("rules").HasMaxLength(200).HasConversion(rules => MergeJson.Write(rules), text => MergeJson.Read<BulkStopRules>(text));
        builder.Property(run => run.CreatedByName).HasMaxLength(MergeRun.NameLength);
        builder.Property(run => run.ApprovedByName).HasMaxLength(MergeRun.NameLength);
        builder.Property(run => run.ApprovedHash).HasMaxLength(64);
        builder.Property(run => run.Reason).HasMaxLength(MergeRun.ReasonLength);
        builder.Property(run => run.CauseCode).HasMaxLength(100);
        builder.Property(run => run.Version).IsRowVersion();
        builder.Ignore(run => run.IsOver);
        builder.HasIndex(run => new { run.TenantId, run.CreatedAt });
        builder.HasOne<Portals.Portal>().WithMany().HasForeignKey(run => new { run.TenantId, run.PortalId }).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class BulkGroupConfiguration : IEntityTypeConfiguration<BulkGroup>
{
    public void Configure(EntityTypeBuilder<BulkGroup> builder)
    {
        builder.ToTable("bulk_groups");
        builder.HasKey(group => new { group.TenantId, group.RunId, group.Ordinal });
        builder.Property(group => group.Title).HasMaxLength(BulkGroup.TitleLength);
        builder.Property(group => group.State).HasConversion<string>().HasMaxLength(16);
        builder.Property(group => group.Mode).HasConversion<string>().HasMaxLength(24);
        builder.Property(group => group.Survivor).HasMaxLength(40);
        builder.Property(group => group.PlanHash).HasMaxLength(64);
        builder.Property(group => group.LossesText).HasColumnName("losses_per_field");
        builder.Property(group => group.Level).HasConversion<string>().HasMaxLength(16);
        builder.Property(group => group.ReasonCode).HasMaxLength(100);
        builder.Ignore(group => group.RecordRefs);
        builder.Ignore(group => group.LossesByField);
        builder.HasIndex(group => new { group.TenantId, group.DraftId });
        builder.HasIndex(group => new { group.TenantId, group.MergeId });
        builder.HasOne<BulkRun>().WithMany().HasForeignKey(group => new { group.TenantId, group.RunId }).OnDelete(DeleteBehavior.Cascade);
    }
}
