using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

namespace DedupPortal.Migrations;

/// <summary>Lets <c>dotnet ef migrations add</c> build the model; the address is never opened.</summary>
internal sealed class DesignTimeContextFactory : IDesignTimeDbContextFactory<PortalDbContext>
{
    public PortalDbContext CreateDbContext(string[] args) => MigrationContext.Create(NpgsqlDataSource.Create("Host=localhost;Database=design"));
}

/// <summary>A context whose migrations write row-level security and rights along with each table.</summary>
internal static class MigrationContext
{
    public static PortalDbContext Create(NpgsqlDataSource source) =>
        new(new DbContextOptionsBuilder<PortalDbContext>(StorageSetup.Options(source))
            .ReplaceService<Microsoft.EntityFrameworkCore.Migrations.IMigrationsSqlGenerator, TenantTableSqlGenerator>()
            .Options, new TenantScope());
}
