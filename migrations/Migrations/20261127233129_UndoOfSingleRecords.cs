using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace DedupPortal.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class UndoOfSingleRecords : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_merges_tenant_id_undo_of",
                schema: "portal",
                table: "merges");

            migrationBuilder.AddColumn<string>(
                name: "undone_record",
                schema: "portal",
                table: "merges",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_merges_tenant_id_undo_of_undone_record",
                schema: "portal",
                table: "merges",
                columns: new[] { "tenant_id", "undo_of", "undone_record" },
                unique: true,
                filter: "undo_of is not null and state <> 'Failed'")
                .Annotation("Npgsql:NullsDistinct", false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_merges_tenant_id_undo_of_undone_record",
                schema: "portal",
                table: "merges");

            migrationBuilder.DropColumn(
                name: "undone_record",
                schema: "portal",
                table: "merges");

            migrationBuilder.CreateIndex(
                name: "ix_merges_tenant_id_undo_of",
                schema: "portal",
                table: "merges",
                columns: new[] { "tenant_id", "undo_of" },
                unique: true,
                filter: "undo_of is not null and state <> 'Failed'");
        }
    }
}
