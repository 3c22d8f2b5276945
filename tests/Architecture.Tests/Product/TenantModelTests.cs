using DedupPortal.Architecture.Tests.Code;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Architecture.Tests.Product;

/// <summary>In the model every entity belongs to an agency and is filtered, or says why it belongs to none.</summary>
public sealed class TenantModelTests
{
    [Fact]
    public void Entities_Each_AreTenantOwnedOrMarkedGlobalAndNeverBoth()
    {
        Assert.NotEmpty(PortalModel.Entities);

        // A class of the identity library cannot be marked; it counts as global when all it hangs on is marked.
        var unclear = PortalModel.Entities
            .Where(entity => entity.IsTenantOwned() == entity.IsMarkedGlobal())
            .Where(entity => entity.ClrType.Assembly == typeof(PortalDbContext).Assembly
                || !entity.GetForeignKeys().Any()
                || !entity.GetForeignKeys().All(key => key.PrincipalEntityType.IsMarkedGlobal()))
            .Select(entity => entity.Name);

        Rule.HasNoViolation(unclear);
    }

    [Fact]
    public void Entities_TenantOwned_AreFilteredByDefault()
    {
        var unfiltered = PortalModel.Entities
            .Where(entity => entity.IsTenantOwned() && entity.FindDeclaredQueryFilter(PortalDbContext.TenantFilter) is null)
            .Select(entity => entity.Name);

        Rule.HasNoViolation(unfiltered);
    }

    /// <summary>Without the agency in it a foreign key would accept, and so reveal, another agency's row.</summary>
    [Fact]
    public void ForeignKeys_BetweenTenantOwned_CarryTheAgency()
    {
        var loose = from entity in PortalModel.Entities
                    where entity.IsTenantOwned()
                    from key in entity.GetForeignKeys()
                    where key.PrincipalEntityType.IsTenantOwned() && key.Properties.All(property => property.Name != nameof(ITenantOwned.TenantId))
                    select $"{entity.Name}: {string.Join(", ", key.Properties.Select(property => property.Name))}";

        Rule.HasNoViolation(loose);
    }

    /// <summary>Who drops a filter names it; the nameless call drops all of them, and those that come later.</summary>
    [Fact]
    public void Product_DroppedFilters_AreNamed()
    {
        var nameless = from assembly in Repository.ProductAssemblies
                       from type in assembly.GetTypes()
                       from method in TypeUses.MethodsOf(type)
                       from called in Instructions.MembersNamedBy(method).OfType<System.Reflection.MethodInfo>()
                       where called.Name == nameof(EntityFrameworkQueryableExtensions.IgnoreQueryFilters) && called.GetParameters().Length == 1
                       select $"{type.FullName}.{method.Name}";

        Rule.HasNoViolation(nameless);
    }
}
