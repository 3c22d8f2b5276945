using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace DedupPortal.Storage;

/// <summary>
/// The product's tables. It has no set properties and takes the configurations of the assembly, so that Storage names no
/// feature: read with <c>db.Set&lt;T&gt;()</c>. One context per operation, from <see cref="IDbContextFactory{TContext}"/>.
/// Every tenant-owned entity is filtered by the agency of <see cref="TenantScope"/>; without one the filter finds nothing.
/// </summary>
public sealed class PortalDbContext(DbContextOptions<PortalDbContext> options, TenantScope scope) : DbContext(options)
{
    /// <summary>Name of the query filter. A query that drops it names it and says why.</summary>
    public const string TenantFilter = "tenant";

    /// <summary>Schema of the product's tables.</summary>
    public const string Schema = "portal";

    /// <summary>The agency of this context, or null.</summary>
    public TenantId? CurrentTenant { get; } = scope.TenantOrNone;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // Each …Id of the product is a struct around a Guid; the database keeps the Guid.
        foreach (var id in typeof(PortalDbContext).Assembly.GetTypes().Where(GuidIdConverter.IsId))
            configurationBuilder.Properties(id, property => property.HaveConversion(typeof(GuidIdConverter<>).MakeGenericType(id)));
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(PortalDbContext).Assembly);
        foreach (var entity in modelBuilder.Model.GetEntityTypes().ToList())
        {
            if (typeof(ITenantOwned).IsAssignableFrom(entity.ClrType) && !entity.IsOwned())
                s_filter.MakeGenericMethod(entity.ClrType).Invoke(this, [modelBuilder]);
            SnakeCase.Apply(entity);
        }
    }

    private static readonly MethodInfo s_filter =
        typeof(PortalDbContext).GetMethod(nameof(Filter), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private void Filter<T>(ModelBuilder modelBuilder) where T : class, ITenantOwned
    {
        Expression<Func<T, bool>> ownRows = row => row.TenantId == CurrentTenant;
        modelBuilder.Entity<T>().HasQueryFilter(TenantFilter, ownRows);
    }

    /// <summary>timestamptz takes UTC only; a moment with another offset is the same moment.</summary>
    private sealed class UtcConverter() : Microsoft.EntityFrameworkCore.Storage.ValueConversion.ValueConverter<DateTimeOffset, DateTimeOffset>(
        moment => moment.ToUniversalTime(), moment => moment);
}

/// <summary>Names of columns, keys and indexes in snake case, so that SQL needs no quotes.</summary>
internal static class SnakeCase
{
    public static void Apply(IMutableEntityType entity)
    {
        foreach (var property in entity.GetProperties())
            // A row version is PostgreSQL's own column xmin; naming it would make it an ordinary one.
            if (property is not { IsConcurrencyToken: true, ValueGenerated: ValueGenerated.OnAddOrUpdate } && property.GetColumnName() is { } column)
                property.SetColumnName(Of(column));
        foreach (var key in entity.GetKeys())
            if (key.GetName() is { } name)
                key.SetName(Of(name));
        foreach (var key in entity.GetForeignKeys())
            if (key.GetConstraintName() is { } name)
                key.SetConstraintName(Of(name));
        foreach (var index in entity.GetIndexes())
            if (index.GetDatabaseName() is { } name)
                index.SetDatabaseName(Of(name));
    }

    public static string Of(string name)
    {
        var text = new System.Text.StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            var boundary = i > 0 && char.IsUpper(c) && name[i - 1] != '_'
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (boundary) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
