using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace DedupPortal.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class LeanMirror : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_mirror_activities_portals_tenant_id_portal_id",
                schema: "portal",
                table: "mirror_activities");

            migrationBuilder.DropForeignKey(
                name: "fk_mirror_records_portals_tenant_id_portal_id",
                schema: "portal",
                table: "mirror_records");

            migrationBuilder.AlterColumn<string>(
                name: "raw",
                schema: "portal",
                table: "mirror_records",
                type: "text",
                nullable: false,
                oldClrType: typeof(string),
                oldType: "jsonb");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("alter table portal.mirror_records alter column raw type jsonb using raw::jsonb");

            migrationBuilder.AddForeignKey(
                name: "fk_mirror_activities_portals_tenant_id_portal_id",
                schema: "portal",
                table: "mirror_activities",
                columns: new[] { "tenant_id", "portal_id" },
                principalSchema: "portal",
                principalTable: "portals",
                principalColumns: new[] { "tenant_id", "id" },
                onDelete: ReferentialAction.Cascade);

            migrationBuilder.AddForeignKey(
                name: "fk_mirror_records_portals_tenant_id_portal_id",
                schema: "portal",
                table: "mirror_records",
                columns: new[] { "tenant_id", "portal_id" },
                principalSchema: "portal",
                principalTable: "portals",
                principalColumns: new[] { "tenant_id", "id" },
                onDelete: ReferentialAction.Cascade);
        }
    }
}
