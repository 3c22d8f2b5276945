using DedupPortal.Portals;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DedupPortal.Schedules;

internal sealed class ScheduleConfiguration : IEntityTypeConfiguration<Schedule>
{
    public void Configure(EntityTypeBuilder<Schedule> builder)
    {
        builder.ToTable("schedules");
        builder.HasKey(schedule => new { schedule.TenantId, schedule.PortalId });
        builder.Ignore(schedule => schedule.Pattern);
        builder.Property(schedule => schedule.Cron).HasMaxLength(Schedule.CronLength);
        builder.Property(schedule => schedule.TimeZone).HasMaxLength(Portal.TimeZoneLength);
        builder.Property(schedule => schedule.Version).IsRowVersion();
        builder.HasOne<Portal>().WithOne().HasForeignKey<Schedule>(schedule => new { schedule.TenantId, schedule.PortalId }).OnDelete(DeleteBehavior.Cascade);
    }
}
