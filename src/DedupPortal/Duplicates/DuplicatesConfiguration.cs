using DedupPortal.Portals;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DedupPortal.Duplicates;

internal sealed class DuplicateGroupConfiguration : IEntityTypeConfiguration<DuplicateGroup>
{
    public void Configure(EntityTypeBuilder<DuplicateGroup> builder)
    {
        builder.ToTable("duplicate_groups");
        builder.HasKey(group => new { group.TenantId, group.Id });
        builder.Property(group => group.Kind).HasConversion<string>().HasMaxLength(20);
        builder.Property(group => group.State).HasConversion<string>().HasMaxLength(16);
        builder.Property(group => group.Classification).HasConversion<short>();
        builder.PrimitiveCollection(group => group.Types).ElementType(type => type.HasConversion<short>());
        builder.Property(group => group.ModelVersion).HasMaxLength(60);
        builder.Property(group => group.Change).HasColumnType("jsonb");
        builder.Property(group => group.Version).IsRowVersion();
        builder.HasIndex(group => new { group.TenantId, group.PortalId, group.State, group.Probability });
        builder.HasOne<Portal>().WithMany().HasForeignKey(group => new { group.TenantId, group.PortalId }).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class GroupMemberConfiguration : IEntityTypeConfiguration<GroupMember>
{
    public void Configure(EntityTypeBuilder<GroupMember> builder)
    {
        builder.ToTable("group_members");
        builder.HasKey(member => new { member.TenantId, member.GroupId, member.Type, member.EntityId });
        builder.Ignore(member => member.Ref);
        builder.Property(member => member.Type).HasConversion<short>();
        builder.Property(member => member.Side).HasConversion<short>();
        builder.Property(member => member.Origin).HasConversion<short>();
        builder.HasIndex(member => new { member.TenantId, member.PortalId, member.Type, member.EntityId });
        builder.HasOne<DuplicateGroup>().WithMany().HasForeignKey(member => new { member.TenantId, member.GroupId }).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class GroupLinkConfiguration : IEntityTypeConfiguration<GroupLink>
{
    public void Configure(EntityTypeBuilder<GroupLink> builder)
    {
        builder.ToTable("group_links");
        builder.HasKey(link => new { link.TenantId, link.GroupId, link.FirstType, link.FirstId, link.SecondType, link.SecondId });
        builder.Ignore(link => link.First);
        builder.Ignore(link => link.Second);
        builder.Property(link => link.FirstType).HasConversion<short>();
        builder.Property(link => link.SecondType).HasConversion<short>();
        builder.Property(link => link.Relation).HasConversion<short>();
        builder.Property(link => link.Classification).HasConversion<short>();
        builder.Property(link => link.Explanation).HasColumnType("jsonb");
        builder.Property(link => link.Changes).HasColumnType("jsonb").HasDefaultValueSql("'[]'::jsonb");
        builder.HasOne<DuplicateGroup>().WithMany().HasForeignKey(link => new { link.TenantId, link.GroupId }).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class PortalModelConfiguration : IEntityTypeConfiguration<PortalModel>
{
    public void Configure(EntityTypeBuilder<PortalModel> builder)
    {
        builder.ToTable("match_models");
        builder.HasKey(model => new { model.TenantId, model.PortalId, model.Number });
        builder.Ignore(model => model.Reviewed);
        builder.Ignore(model => model.Model);
        builder.Property(model => model.Shipped).HasMaxLength(PortalModel.VersionLength);
        builder.Property(model => model.Version).HasMaxLength(PortalModel.VersionLength);
        builder.HasOne<Portal>().WithMany().HasForeignKey(model => new { model.TenantId, model.PortalId }).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ReviewQuestionConfiguration : IEntityTypeConfiguration<ReviewQuestion>
{
    public void Configure(EntityTypeBuilder<ReviewQuestion> builder)
    {
        builder.ToTable("review_questions");
        builder.HasKey(question => new { question.TenantId, question.PortalId, question.Rank });
        builder.Property(question => question.FirstType).HasConversion<short>();
        builder.Property(question => question.SecondType).HasConversion<short>();
        builder.HasOne<DuplicateGroup>().WithMany().HasForeignKey(question => new { question.TenantId, question.GroupId }).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ReviewDecisionConfiguration : IEntityTypeConfiguration<ReviewDecision>
{
    public void Configure(EntityTypeBuilder<ReviewDecision> builder)
    {
        builder.ToTable("review_decisions");
        builder.HasKey(decision => new { decision.TenantId, decision.Id });
        builder.Ignore(decision => decision.First);
        builder.Ignore(decision => decision.Second);
        builder.Property(decision => decision.FirstType).HasConversion<short>();
        builder.Property(decision => decision.SecondType).HasConversion<short>();
        builder.Ignore(decision => decision.Taught);
        builder.Property(decision => decision.Verdict).HasConversion<string>().HasMaxLength(20);
        builder.Property(decision => decision.Reason).HasMaxLength(ReviewDecision.ReasonLength);
        builder.Property(decision => decision.AuthorName).HasMaxLength(ReviewDecision.NameLength);
        builder.HasIndex(decision => new { decision.TenantId, decision.PortalId, decision.FirstType, decision.FirstId, decision.SecondType, decision.SecondId }, "ix_review_decisions_pair")
            .IsUnique().HasFilter("retracted_at is null");
        builder.HasIndex(decision => new { decision.TenantId, decision.GroupId });
        builder.HasIndex(decision => new { decision.TenantId, decision.PortalId, decision.Pattern });
        builder.HasOne<Portal>().WithMany().HasForeignKey(decision => new { decision.TenantId, decision.PortalId }).OnDelete(DeleteBehavior.Cascade);
    }
}
