using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Architecture.Tests.Product;

public sealed class ContextShapeTests
{
    /// <summary>A set property would make Storage, the leftmost feature, name all others.</summary>
    [Fact]
    public void PortalDbContext_Properties_AreNoSets()
    {
        var sets = typeof(PortalDbContext).GetProperties()
            .Where(property => property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(DbSet<>))
            .Select(property => property.Name);

        Rule.HasNoViolation(sets);
    }
}
