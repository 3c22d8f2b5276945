using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace DedupPortal.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class LearningPortals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "inferred",
                schema: "portal",
                table: "review_decisions",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<double>(
                name: "log_odds",
                schema: "portal",
                table: "review_decisions",
                type: "double precision",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "merge_id",
                schema: "portal",
                table: "review_decisions",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "pattern",
                schema: "portal",
                table: "review_decisions",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "changes",
                schema: "portal",
                table: "group_links",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'[]'::jsonb");

            migrationBuilder.AddColumn<string>(
                name: "change",
                schema: "portal",
                table: "duplicate_groups",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "changed_at",
                schema: "portal",
                table: "duplicate_groups",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "match_models",
                schema: "portal",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    portal_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    shipped = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    version = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    weights = table.Column<string>(type: "text", nullable: false),
                    evidence = table.Column<string>(type: "text", nullable: false),
                    chats = table.Column<int>(type: "integer", nullable: false),
                    decisions = table.Column<int>(type: "integer", nullable: false),
                    inferred = table.Column<int>(type: "integer", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_match_models", x => new { x.tenant_id, x.portal_id, x.number });
                    table.ForeignKey(
                        name: "fk_match_models_portals_tenant_id_portal_id",
                        columns: x => new { x.tenant_id, x.portal_id },
                        principalSchema: "portal",
                        principalTable: "portals",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "review_questions",
                schema: "portal",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    portal_id = table.Column<Guid>(type: "uuid", nullable: false),
                    rank = table.Column<int>(type: "integer", nullable: false),
                    group_id = table.Column<Guid>(type: "uuid", nullable: false),
                    first_type = table.Column<short>(type: "smallint", nullable: false),
                    first_id = table.Column<long>(type: "bigint", nullable: false),
                    second_type = table.Column<short>(type: "smallint", nullable: false),
                    second_id = table.Column<long>(type: "bigint", nullable: false),
                    pattern = table.Column<long>(type: "bigint", nullable: false),
                    alike = table.Column<int>(type: "integer", nullable: false),
                    linked = table.Column<int>(type: "integer", nullable: false),
                    counted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_review_questions", x => new { x.tenant_id, x.portal_id, x.rank });
                    table.ForeignKey(
                        name: "fk_review_questions_duplicate_groups_tenant_id_group_id",
                        columns: x => new { x.tenant_id, x.group_id },
                        principalSchema: "portal",
                        principalTable: "duplicate_groups",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_review_decisions_tenant_id_portal_id_pattern",
                schema: "portal",
                table: "review_decisions",
                columns: new[] { "tenant_id", "portal_id", "pattern" });

            migrationBuilder.CreateIndex(
                name: "ix_review_questions_tenant_id_group_id",
                schema: "portal",
                table: "review_questions",
                columns: new[] { "tenant_id", "group_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "match_models",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "review_questions",
                schema: "portal");

            migrationBuilder.DropIndex(
                name: "ix_review_decisions_tenant_id_portal_id_pattern",
                schema: "portal",
                table: "review_decisions");

            migrationBuilder.DropColumn(
                name: "inferred",
                schema: "portal",
                table: "review_decisions");

            migrationBuilder.DropColumn(
                name: "log_odds",
                schema: "portal",
                table: "review_decisions");

            migrationBuilder.DropColumn(
                name: "merge_id",
                schema: "portal",
                table: "review_decisions");

            migrationBuilder.DropColumn(
                name: "pattern",
                schema: "portal",
                table: "review_decisions");

            migrationBuilder.DropColumn(
                name: "changes",
                schema: "portal",
                table: "group_links");

            migrationBuilder.DropColumn(
                name: "change",
                schema: "portal",
                table: "duplicate_groups");

            migrationBuilder.DropColumn(
                name: "changed_at",
                schema: "portal",
                table: "duplicate_groups");
        }
    }
}
