using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace DedupPortal.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class Removal : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "tenant_closures",
                schema: "portal",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tenant_closures", x => x.tenant_id);
                },
                comment: "append-only");

            // Whoever adds a closure cannot choose its time.
            migrationBuilder.Sql("""
                create function portal.date_closure() returns trigger language plpgsql as $$ begin new.requested_at := now(); return new; end $$;
                create trigger date_closure before insert on portal.tenant_closures for each row execute function portal.date_closure();
                """);

            migrationBuilder.CreateIndex(
                name: "ix_merge_drafts_tenant_id_portal_id",
                schema: "portal",
                table: "merge_drafts",
                columns: new[] { "tenant_id", "portal_id" });

            migrationBuilder.AddForeignKey(
                name: "fk_merge_drafts_portals_tenant_id_portal_id",
                schema: "portal",
                table: "merge_drafts",
                columns: new[] { "tenant_id", "portal_id" },
                principalSchema: "portal",
                principalTable: "portals",
                principalColumns: new[] { "tenant_id", "id" },
                onDelete: ReferentialAction.Cascade);

            migrationBuilder.AddForeignKey(
                name: "fk_merges_portals_tenant_id_portal_id",
                schema: "portal",
                table: "merges",
                columns: new[] { "tenant_id", "portal_id" },
                principalSchema: "portal",
                principalTable: "portals",
                principalColumns: new[] { "tenant_id", "id" },
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_merge_drafts_portals_tenant_id_portal_id",
                schema: "portal",
                table: "merge_drafts");

            migrationBuilder.DropForeignKey(
                name: "fk_merges_portals_tenant_id_portal_id",
                schema: "portal",
                table: "merges");

            migrationBuilder.DropTable(
                name: "tenant_closures",
                schema: "portal");
            migrationBuilder.Sql("drop function portal.date_closure()");

            migrationBuilder.DropIndex(
                name: "ix_merge_drafts_tenant_id_portal_id",
                schema: "portal",
                table: "merge_drafts");
        }
    }
}
