using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.Internal;
using Npgsql.EntityFrameworkCore.PostgreSQL.Migrations;

namespace DedupPortal.Migrations;

/// <summary>
/// Puts forced row-level security on each table that has a <c>tenant_id</c> column, and gives the application role its rights on
/// every table, in the statement batch that creates it: no table can exist without them, and no migration can forget them.
/// </summary>
#pragma warning disable EF1001 // Npgsql's options are internal in name only; its generator cannot be extended without them.
internal sealed class TenantTableSqlGenerator(MigrationsSqlGeneratorDependencies dependencies, INpgsqlSingletonOptions options)
    : NpgsqlMigrationsSqlGenerator(dependencies, options)
#pragma warning restore EF1001
{
    protected override void Generate(CreateTableOperation operation, IModel? model, MigrationCommandListBuilder builder, bool terminate = true)
    {
        base.Generate(operation, model, builder, terminate);
        if (operation.Schema != PortalDbContext.Schema) return;
        var table = Dependencies.SqlGenerationHelper.DelimitIdentifier(operation.Name, operation.Schema);
        if (operation.Columns.Any(column => column.Name == "tenant_id"))
        {
            const string own = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid";
            Statement(builder, $"alter table {table} enable row level security");
            Statement(builder, $"alter table {table} force row level security");
            Statement(builder, $"create policy tenant_isolation on {table} using ({own}) with check ({own})");
        }

        var rights = operation.Comment == TableRights.AppendOnly ? "select, insert" : "select, insert, update, delete";
        Statement(builder, $"grant {rights} on {table} to {Roles.Application}");
    }

    private static void Statement(MigrationCommandListBuilder builder, string sql)
    {
        builder.Append(sql).AppendLine(";");
        builder.EndCommand();
    }
}
