using DedupPortal.Portals;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DedupPortal.Mirror;

internal sealed class MirrorRecordConfiguration : IEntityTypeConfiguration<MirrorRecord>
{
    public void Configure(EntityTypeBuilder<MirrorRecord> builder)
    {
        builder.ToTable("mirror_records");
        builder.HasKey(record => new { record.TenantId, record.PortalId, record.Type, record.EntityId });
        builder.Ignore(record => record.Ref);
        builder.Ignore(record => record.DisplayName);
        builder.Property(record => record.Type).HasConversion<short>();
        // No foreign key to the portal: it would be looked up for each row. MirrorWriting looks once for all that it writes.
    }
}

internal sealed class VanishedCardConfiguration : IEntityTypeConfiguration<VanishedCard>
{
    public void Configure(EntityTypeBuilder<VanishedCard> builder)
    {
        builder.ToTable("vanished_cards");
        builder.HasKey(card => new { card.TenantId, card.PortalId, card.Type, card.EntityId });
        builder.Ignore(card => card.Ref);
        builder.Ignore(card => card.Heir);
        builder.Property(card => card.Type).HasConversion<short>();
        builder.Property(card => card.HeirType).HasConversion<short?>();
        builder.Property(card => card.Name).HasMaxLength(VanishedCard.NameLength);
        builder.HasIndex(card => new { card.TenantId, card.PortalId }).HasFilter("settled_at is null");
        builder.HasOne<Portal>().WithMany().HasForeignKey(card => new { card.TenantId, card.PortalId }).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class MirrorActivityConfiguration : IEntityTypeConfiguration<MirrorActivity>
{
    public void Configure(EntityTypeBuilder<MirrorActivity> builder)
    {
        builder.ToTable("mirror_activities");
        builder.HasKey(activity => new { activity.TenantId, activity.PortalId, activity.Kind, activity.ActivityId, activity.Type, activity.EntityId });
        builder.Property(activity => activity.Kind).HasConversion<short>();
        builder.Property(activity => activity.Type).HasConversion<short>();
        builder.HasIndex(activity => new { activity.TenantId, activity.PortalId, activity.Type, activity.EntityId });
    }
}

internal sealed class PortalTermConfiguration : IEntityTypeConfiguration<PortalTerm>
{
    public void Configure(EntityTypeBuilder<PortalTerm> builder)
    {
        builder.ToTable("portal_terms");
        builder.HasKey(term => new { term.TenantId, term.PortalId, term.Kind, term.Code });
        builder.Property(term => term.Kind).HasMaxLength(PortalTerm.KindLength);
        builder.Property(term => term.Code).HasMaxLength(PortalTerm.CodeLength);
        builder.HasOne<Portal>().WithMany().HasForeignKey(term => new { term.TenantId, term.PortalId }).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class SyncRunConfiguration : IEntityTypeConfiguration<SyncRun>
{
    public void Configure(EntityTypeBuilder<SyncRun> builder)
    {
        builder.ToTable("sync_runs");
        builder.HasKey(run => new { run.TenantId, run.Id });
        builder.Ignore(run => run.IsUnfinished);
        builder.Property(run => run.State).HasConversion<string>().HasMaxLength(16);
        builder.Property(run => run.Phase).HasConversion<string>().HasMaxLength(16);
        builder.Property(run => run.Trigger).HasConversion<string>().HasMaxLength(24);
        builder.Property(run => run.StartedByName).HasMaxLength(SyncRun.NameLength);
        builder.Property(run => run.ErrorCode).HasMaxLength(SyncRun.ErrorCodeLength);
        builder.Property(run => run.ModelVersion).HasMaxLength(60);
        builder.HasIndex(run => new { run.TenantId, run.PortalId, run.CreatedAt });
        // One unfinished scan per portal, whoever starts it and on whichever node.
        builder.HasIndex(run => new { run.TenantId, run.PortalId }, "ix_sync_runs_unfinished").IsUnique()
            .HasFilter("state in ('Queued', 'Running', 'Waiting')");
        builder.HasOne<Portal>().WithMany().HasForeignKey(run => new { run.TenantId, run.PortalId }).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class SyncCursorConfiguration : IEntityTypeConfiguration<SyncCursor>
{
    public void Configure(EntityTypeBuilder<SyncCursor> builder)
    {
        builder.ToTable("sync_cursors");
        builder.HasKey(cursor => new { cursor.TenantId, cursor.RunId, cursor.Listing });
        builder.Property(cursor => cursor.Listing).HasConversion<short>();
        builder.HasOne<SyncRun>().WithMany().HasForeignKey(cursor => new { cursor.TenantId, cursor.RunId }).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ChangeFeedConfiguration : IEntityTypeConfiguration<ChangeFeed>
{
    public void Configure(EntityTypeBuilder<ChangeFeed> builder)
    {
        builder.ToTable("change_feeds");
        builder.HasKey(feed => new { feed.TenantId, feed.PortalId });
        builder.Property(feed => feed.Source).HasConversion<string>().HasMaxLength(24);
        builder.Property(feed => feed.Reading).HasMaxLength(100);
        builder.Property(feed => feed.ErrorCode).HasMaxLength(SyncRun.ErrorCodeLength);
        builder.HasOne<Portal>().WithMany().HasForeignKey(feed => new { feed.TenantId, feed.PortalId }).OnDelete(DeleteBehavior.Cascade);
    }
}
