using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace DedupPortal.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class LivePortals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "member_id",
                schema: "portal",
                table: "portals",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "client_id",
                schema: "portal",
                table: "portal_credentials",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "issued_at",
                schema: "portal",
                table: "portal_credentials",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "kind",
                schema: "portal",
                table: "portal_credentials",
                type: "character varying(24)",
                maxLength: 24,
                nullable: false,
                defaultValue: "Webhook");

            migrationBuilder.AddColumn<string>(
                name: "secret_protected",
                schema: "portal",
                table: "portal_credentials",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "warned_days",
                schema: "portal",
                table: "portal_credentials",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string[]>(
                name: "gained",
                schema: "portal",
                table: "mirror_records",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]);

            migrationBuilder.CreateTable(
                name: "change_feeds",
                schema: "portal",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    portal_id = table.Column<Guid>(type: "uuid", nullable: false),
                    source = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: true),
                    swept_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    outgoing_until = table.Column<long>(type: "bigint", nullable: false),
                    sessions_until = table.Column<long>(type: "bigint", nullable: false),
                    reading = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    looked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reconciled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    matched_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    unmatched = table.Column<bool>(type: "boolean", nullable: false),
                    error_code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    error_parameters = table.Column<List<string>>(type: "text[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_change_feeds", x => new { x.tenant_id, x.portal_id });
                    table.ForeignKey(
                        name: "fk_change_feeds_portals_tenant_id_portal_id",
                        columns: x => new { x.tenant_id, x.portal_id },
                        principalSchema: "portal",
                        principalTable: "portals",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "portal_authorisations",
                schema: "portal",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    portal_id = table.Column<Guid>(type: "uuid", nullable: true),
                    address = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    host = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    time_zone = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    client_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    secret_protected = table.Column<string>(type: "text", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    state_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    browser_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    error_code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    error_parameters = table.Column<List<string>>(type: "text[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_portal_authorisations", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_portal_authorisations_portals_tenant_id_portal_id",
                        columns: x => new { x.tenant_id, x.portal_id },
                        principalSchema: "portal",
                        principalTable: "portals",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "portal_capabilities",
                schema: "portal",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    portal_id = table.Column<Guid>(type: "uuid", nullable: false),
                    checked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    report = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_portal_capabilities", x => new { x.tenant_id, x.portal_id });
                    table.ForeignKey(
                        name: "fk_portal_capabilities_portals_tenant_id_portal_id",
                        columns: x => new { x.tenant_id, x.portal_id },
                        principalSchema: "portal",
                        principalTable: "portals",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "portal_installations",
                schema: "portal",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    member_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    client_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    token_protected = table.Column<string>(type: "text", nullable: false),
                    installed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_portal_installations", x => new { x.tenant_id, x.member_id, x.client_id });
                });

            migrationBuilder.CreateTable(
                name: "vanished_cards",
                schema: "portal",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    portal_id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<short>(type: "smallint", nullable: false),
                    entity_id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    contact_values = table.Column<string[]>(type: "text[]", nullable: false),
                    vanished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    heir_type = table.Column<short>(type: "smallint", nullable: true),
                    heir_id = table.Column<long>(type: "bigint", nullable: true),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vanished_cards", x => new { x.tenant_id, x.portal_id, x.type, x.entity_id });
                    table.ForeignKey(
                        name: "fk_vanished_cards_portals_tenant_id_portal_id",
                        columns: x => new { x.tenant_id, x.portal_id },
                        principalSchema: "portal",
                        principalTable: "portals",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_portals_tenant_id_member_id",
                schema: "portal",
                table: "portals",
                columns: new[] { "tenant_id", "member_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_portal_authorisations_tenant_id_portal_id",
                schema: "portal",
                table: "portal_authorisations",
                columns: new[] { "tenant_id", "portal_id" });

            migrationBuilder.CreateIndex(
                name: "ix_vanished_cards_tenant_id_portal_id",
                schema: "portal",
                table: "vanished_cards",
                columns: new[] { "tenant_id", "portal_id" },
                filter: "settled_at is null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "change_feeds",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "portal_authorisations",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "portal_capabilities",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "portal_installations",
                schema: "portal");

            migrationBuilder.DropTable(
                name: "vanished_cards",
                schema: "portal");

            migrationBuilder.DropIndex(
                name: "ix_portals_tenant_id_member_id",
                schema: "portal",
                table: "portals");

            migrationBuilder.DropColumn(
                name: "member_id",
                schema: "portal",
                table: "portals");

            migrationBuilder.DropColumn(
                name: "client_id",
                schema: "portal",
                table: "portal_credentials");

            migrationBuilder.DropColumn(
                name: "issued_at",
                schema: "portal",
                table: "portal_credentials");

            migrationBuilder.DropColumn(
                name: "kind",
                schema: "portal",
                table: "portal_credentials");

            migrationBuilder.DropColumn(
                name: "secret_protected",
                schema: "portal",
                table: "portal_credentials");

            migrationBuilder.DropColumn(
                name: "warned_days",
                schema: "portal",
                table: "portal_credentials");

            migrationBuilder.DropColumn(
                name: "gained",
                schema: "portal",
                table: "mirror_records");
        }
    }
}
