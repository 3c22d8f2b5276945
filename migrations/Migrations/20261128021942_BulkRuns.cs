using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace DedupPortal.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class BulkRuns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "bulk_runs",
                schema: "portal",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    portal_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    deletes_nothing = table.Column<bool>(type: "boolean", nullable: false),
                    rules = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    created_by = table.Column<Guid>(type: "uuid", nullable: true),
                    created_by_name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    planned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    approved_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    approved_by = table.Column<Guid>(type: "uuid", nullable: true),
                    approved_by_name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    approved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    cause_code = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    cause_parameters = table.Column<List<string>>(type: "text[]", nullable: false),
                    delays = table.Column<int>(type: "integer", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bulk_runs", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_bulk_runs_portals_tenant_id_portal_id",
                        columns: x => new { x.tenant_id, x.portal_id },
                        principalSchema: "portal",
                        principalTable: "portals",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "bulk_groups",
                schema: "portal",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    group_id = table.Column<Guid>(type: "uuid", nullable: false),
                    title = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    records = table.Column<List<string>>(type: "text[]", nullable: false),
                    state = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    draft_id = table.Column<Guid>(type: "uuid", nullable: true),
                    mode = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: true),
                    survivor = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    plan_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    calls = table.Column<int>(type: "integer", nullable: false),
                    deleted = table.Column<int>(type: "integer", nullable: false),
                    losses = table.Column<int>(type: "integer", nullable: false),
                    losses_per_field = table.Column<string>(type: "text", nullable: false),
                    exact = table.Column<int>(type: "integer", nullable: false),
                    approximate = table.Column<int>(type: "integer", nullable: false),
                    impossible = table.Column<int>(type: "integer", nullable: false),
                    reversibility = table.Column<int>(type: "integer", nullable: true),
                    level = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: true),
                    merge_id = table.Column<Guid>(type: "uuid", nullable: true),
                    reason_code = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    reason_parameters = table.Column<List<string>>(type: "text[]", nullable: false),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bulk_groups", x => new { x.tenant_id, x.run_id, x.ordinal });
                    table.ForeignKey(
                        name: "fk_bulk_groups_bulk_runs_tenant_id_run_id",
                        columns: x => new { x.tenant_id, x.run_id },
                        principalSchema: "portal",
                        principalTable: "bulk_runs",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_bulk_groups_tenant_id_draft_id",
                schema: "portal",
                table: "bulk_groups",
                columns: new[] { "tenant_id", "draft_id" });

            migrationBuilder.CreateIndex(
                name: "ix_bulk_groups_tenant_id_merge_id",
                schema: "portal",
                table: "bulk_groups",
                columns: new[] { "tenant_id", "merge_id" });

            migrationBuilder.CreateIndex(
                name: "ix_bulk_runs_tenant_id_created_at",
                schema: "portal",
                table: "bulk_runs",
                columns: new[] { "tenant_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_bulk_runs_tenant_id_portal_id",
                schema: "portal",
                table: "bulk_runs",
                columns: new[] { "tenant_id", "portal_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "bulk_groups",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "bulk_runs",
                schema: "portal");
        }
    }
}
