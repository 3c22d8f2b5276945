using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DedupPortal.Merging;

internal sealed class MergeDraftConfiguration : IEntityTypeConfiguration<MergeDraft>
{
    public void Configure(EntityTypeBuilder<MergeDraft> builder)
    {
        builder.ToTable("merge_drafts");
        builder.HasKey(draft => new { draft.TenantId, draft.Id });
        builder.Property(draft => draft.Step).HasConversion<string>().HasMaxLength(16);
        builder.Property(draft => draft.Mode).HasConversion<string>().HasMaxLength(24);
        builder.Property(draft => draft.Priority).HasMaxLength(40);
        builder.Property(draft => draft.PlanHash).HasMaxLength(64);
        builder.Property(draft => draft.AuthorName).HasMaxLength(MergeRun.NameLength);
        builder.Property(draft => draft.Version).IsConcurrencyToken();
        builder.Ignore(draft => draft.Selection);
        builder.Ignore(draft => draft.PriorityRef);
        builder.Ignore(draft => draft.Reading);
        builder.Ignore(draft => draft.Choices);
        builder.HasOne<Portals.Portal>().WithMany().HasForeignKey(draft => new { draft.TenantId, draft.PortalId }).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(draft => new { draft.TenantId, draft.GroupId });
        builder.HasIndex(draft => new { draft.TenantId, draft.ChangedAt });
    }
}

internal sealed class MergeRunConfiguration : IEntityTypeConfiguration<MergeRun>
{
    public void Configure(EntityTypeBuilder<MergeRun> builder)
    {
        builder.ToTable("merges");
        builder.HasKey(run => new { run.TenantId, run.Id });
        builder.Property(run => run.Mode).HasConversion<string>().HasMaxLength(24);
        builder.Property(run => run.State).HasConversion<string>().HasMaxLength(24);
        builder.Property(run => run.ApprovedByName).HasMaxLength(MergeRun.NameLength);
        builder.Property(run => run.Reason).HasMaxLength(MergeRun.ReasonLength);
        builder.Property(run => run.IdempotencyKey).HasMaxLength(MergeRun.KeyLength);
        builder.Property(run => run.PlanHash).HasMaxLength(64);
        builder.Property(run => run.Survivor).HasMaxLength(40);
        builder.Property(run => run.FailureCode).HasMaxLength(100);
        builder.Property(run => run.Version).IsRowVersion();
        builder.Ignore(run => run.RecordRefs);
        builder.Ignore(run => run.IsOver);
        builder.Ignore(run => run.IsUndoable);
        builder.Property(run => run.UndoneRecord).HasMaxLength(40);
        builder.HasOne<Portals.Portal>().WithMany().HasForeignKey(run => new { run.TenantId, run.PortalId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(run => new { run.TenantId, run.IdempotencyKey }).IsUnique();
        builder.HasIndex(run => new { run.TenantId, run.PortalId, run.ApprovedAt });
        // A merge, and each record of it, is undone once; an undo that failed and was taken back may be tried again.
        builder.HasIndex(run => new { run.TenantId, run.UndoOf, run.UndoneRecord }).IsUnique().AreNullsDistinct(false).HasFilter("undo_of is not null and state <> 'Failed'");
    }
}

internal sealed class MergeStepRowConfiguration : IEntityTypeConfiguration<MergeStepRow>
{
    public void Configure(EntityTypeBuilder<MergeStepRow> builder)
    {
        builder.ToTable("merge_steps");
        builder.HasKey(step => new { step.TenantId, step.RunId, step.Ordinal });
        builder.Property(step => step.Kind).HasMaxLength(32);
        builder.Property(step => step.Target).HasMaxLength(40);
        builder.Property(step => step.State).HasConversion<string>().HasMaxLength(16);
        builder.Property(step => step.FailureCode).HasMaxLength(100);
        builder.Ignore(step => step.Step);
        builder.Ignore(step => step.Outcome);
        builder.HasOne<MergeRun>().WithMany().HasForeignKey(step => new { step.TenantId, step.RunId }).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class MergeSnapshotRowConfiguration : IEntityTypeConfiguration<MergeSnapshotRow>
{
    public void Configure(EntityTypeBuilder<MergeSnapshotRow> builder)
    {
        builder.ToTable("merge_snapshots");
        builder.HasKey(snapshot => new { snapshot.TenantId, snapshot.RunId, snapshot.Moment, snapshot.Record });
        builder.Property(snapshot => snapshot.Moment).HasConversion<string>().HasMaxLength(8);
        builder.Property(snapshot => snapshot.Record).HasMaxLength(40);
        builder.Property(snapshot => snapshot.Hash).HasMaxLength(64);
        builder.HasOne<MergeRun>().WithMany().HasForeignKey(snapshot => new { snapshot.TenantId, snapshot.RunId }).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class LossLedgerEntryConfiguration : IEntityTypeConfiguration<LossLedgerEntry>
{
    public void Configure(EntityTypeBuilder<LossLedgerEntry> builder)
    {
        builder.ToTable("loss_ledger");
        builder.HasKey(entry => new { entry.TenantId, entry.RunId, entry.Ordinal });
        builder.Property(entry => entry.Record).HasMaxLength(40);
        builder.Property(entry => entry.Field).HasMaxLength(LossLedgerEntry.FieldLength);
        builder.Property(entry => entry.Title).HasMaxLength(LossLedgerEntry.TitleLength);
        builder.Property(entry => entry.Reason).HasConversion<string>().HasMaxLength(24);
        builder.HasIndex(entry => new { entry.TenantId, entry.PortalId, entry.Record });
        builder.HasOne<MergeRun>().WithMany().HasForeignKey(entry => new { entry.TenantId, entry.RunId }).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CrosswalkEntryConfiguration : IEntityTypeConfiguration<CrosswalkEntry>
{
    public void Configure(EntityTypeBuilder<CrosswalkEntry> builder)
    {
        builder.ToTable("crosswalk");
        builder.HasKey(entry => new { entry.TenantId, entry.PortalId, entry.OldRecord });
        builder.Property(entry => entry.OldRecord).HasMaxLength(40);
        builder.Property(entry => entry.CurrentRecord).HasMaxLength(40);
        builder.HasIndex(entry => new { entry.TenantId, entry.PortalId, entry.CurrentRecord });
    }
}

internal sealed class MergeLockConfiguration : IEntityTypeConfiguration<MergeLock>
{
    public void Configure(EntityTypeBuilder<MergeLock> builder)
    {
        builder.ToTable("merge_locks");
        builder.HasKey(held => new { held.TenantId, held.PortalId, held.Record });
        builder.Property(held => held.Record).HasMaxLength(40);
        builder.HasIndex(held => new { held.TenantId, held.RunId });
    }
}
