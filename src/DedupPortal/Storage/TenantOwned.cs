namespace DedupPortal.Storage;

/// <summary>
/// A row that belongs to one agency. The model gives each such entity the query filter <see cref="PortalDbContext.TenantFilter"/>,
/// and each table with a <c>tenant_id</c> column gets forced row-level security when it is created.
/// </summary>
public interface ITenantOwned
{
    TenantId TenantId { get; }
}

/// <summary>Marks an entity that belongs to no agency. <paramref name="why"/> is the reason, kept for the reader and the isolation test.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class GlobalEntityAttribute(string why) : Attribute
{
    public string Why { get; } = why;
}
