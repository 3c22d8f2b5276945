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
        builder.HasIndex(portal => new { portal.TenantId, portal.Address }).IsUnique();
    }
}

internal sealed class PortalCredentialConfiguration : IEntityTypeConfiguration<PortalCredential>
{
    public void Configure(EntityTypeBuilder<PortalCredential> builder)
    {
        builder.ToTable("portal_credentials");
        builder.HasKey(credential => new { credential.TenantId, credential.PortalId });
        builder.Property(credential => credential.Masked).HasMaxLength(Portal.AddressLength);
        builder.HasOne<Portal>().WithOne().HasForeignKey<PortalCredential>(credential => new { credential.TenantId, credential.PortalId }).OnDelete(DeleteBehavior.Cascade);
    }
}
