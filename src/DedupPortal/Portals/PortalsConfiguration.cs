using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DedupPortal.Portals;

internal sealed class PortalConfiguration : IEntityTypeConfiguration<Portal>
{
    public void Configure(EntityTypeBuilder<Portal> builder)
    {
        builder.ToTable("portals");
        builder.HasKey(portal => new { portal.TenantId, portal.Id });
        builder.Property(portal => portal.Name).HasMaxLength(Portal.NameLength);
        builder.Property(portal => portal.Address).HasMaxLength(Portal.AddressLength);
        builder.Property(portal => portal.Host).HasMaxLength(Portal.AddressLength);
        builder.Property(portal => portal.TimeZone).HasMaxLength(Portal.TimeZoneLength);
        builder.Property(portal => portal.State).HasConversion<string>().HasMaxLength(24);
        builder.Property(portal => portal.UserName).HasMaxLength(200);
        builder.Property(portal => portal.Version).IsRowVersion();
        builder.Property(portal => portal.MemberId).HasMaxLength(Portal.MemberIdLength);
        builder.HasIndex(portal => new { portal.TenantId, portal.Address }).IsUnique();
        builder.HasIndex(portal => new { portal.TenantId, portal.MemberId }).IsUnique();
    }
}

internal sealed class PortalCredentialConfiguration : IEntityTypeConfiguration<PortalCredential>
{
    public void Configure(EntityTypeBuilder<PortalCredential> builder)
    {
        builder.ToTable("portal_credentials");
        builder.HasKey(credential => new { credential.TenantId, credential.PortalId });
        builder.Ignore(credential => credential.EndsAt);
        builder.Property(credential => credential.Kind).HasConversion<string>().HasMaxLength(24).HasDefaultValue(CredentialKind.Webhook).HasSentinel(CredentialKind.Webhook);
        builder.Property(credential => credential.Masked).HasMaxLength(Portal.AddressLength);
        builder.Property(credential => credential.ClientId).HasMaxLength(PortalCredential.ClientIdLength);
        builder.HasOne<Portal>().WithOne().HasForeignKey<PortalCredential>(credential => new { credential.TenantId, credential.PortalId }).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class PortalAuthorisationConfiguration : IEntityTypeConfiguration<PortalAuthorisation>
{
    public void Configure(EntityTypeBuilder<PortalAuthorisation> builder)
    {
        builder.ToTable("portal_authorisations");
        builder.HasKey(attempt => new { attempt.TenantId, attempt.Id });
        builder.Property(attempt => attempt.Address).HasMaxLength(Portal.AddressLength);
        builder.Property(attempt => attempt.Host).HasMaxLength(Portal.AddressLength);
        builder.Property(attempt => attempt.Name).HasMaxLength(Portal.NameLength);
        builder.Property(attempt => attempt.TimeZone).HasMaxLength(Portal.TimeZoneLength);
        builder.Property(attempt => attempt.ClientId).HasMaxLength(PortalCredential.ClientIdLength);
        builder.Property(attempt => attempt.ErrorCode).HasMaxLength(60);
        builder.HasOne<Portal>().WithMany().HasForeignKey(attempt => new { attempt.TenantId, attempt.PortalId }).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class PortalInstallationConfiguration : IEntityTypeConfiguration<PortalInstallation>
{
    public void Configure(EntityTypeBuilder<PortalInstallation> builder)
    {
        builder.ToTable("portal_installations");
        builder.HasKey(installation => new { installation.TenantId, installation.MemberId, installation.ClientId });
        builder.Property(installation => installation.MemberId).HasMaxLength(Portal.MemberIdLength);
        builder.Property(installation => installation.ClientId).HasMaxLength(PortalCredential.ClientIdLength);
    }
}

internal sealed class PortalCapabilitiesConfiguration : IEntityTypeConfiguration<PortalCapabilities>
{
    public void Configure(EntityTypeBuilder<PortalCapabilities> builder)
    {
        builder.ToTable("portal_capabilities");
        builder.HasKey(capabilities => new { capabilities.TenantId, capabilities.PortalId });
        builder.Property(capabilities => capabilities.Report).HasColumnType("jsonb");
        builder.HasOne<Portal>().WithOne().HasForeignKey<PortalCapabilities>(capabilities => new { capabilities.TenantId, capabilities.PortalId }).OnDelete(DeleteBehavior.Cascade);
    }
}
