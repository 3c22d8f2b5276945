using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace DedupPortal.Architecture.Tests.Product;

/// <summary>The model of the product's tables.</summary>
internal static class PortalModel
{
    public static IReadOnlyList<IEntityType> Entities { get; } = ReadEntities();

    public static bool IsTenantOwned(this IEntityType entity) => typeof(ITenantOwned).IsAssignableFrom(entity.ClrType);

    public static bool IsMarkedGlobal(this IEntityType entity) => entity.ClrType.IsDefined(typeof(GlobalEntityAttribute), inherit: false);

    private static List<IEntityType> ReadEntities()
    {
        // The address is never opened: a model needs no server.
        using var source = NpgsqlDataSource.Create("Host=localhost;Database=model");
        using var db = new PortalDbContext(StorageSetup.Options(source), new TenantScope());
        return [.. db.GetService<IDesignTimeModel>().Model.GetEntityTypes().Where(entity => !entity.IsOwned())];
    }
}
