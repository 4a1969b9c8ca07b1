using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Breakwater.Server.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Ledger : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "ApprovedBy",
                table: "grants",
                type: "TEXT",
                maxLength: 80,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RevokedAt",
                table: "grants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "access_notices",
                columns: table => new
                {
                    Device = table.Column<string>(type: "TEXT", nullable: false),
                    Accessor = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    Role = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    Operation = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Case = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Entry = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_notices", x => new { x.Device, x.Accessor });
                });

            migrationBuilder.CreateTable(
                name: "ledger_subjects",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    Identity = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Slot = table.Column<int>(type: "INTEGER", nullable: false),
                    Owner = table.Column<string>(type: "TEXT", maxLength: 16, nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ForgetAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ledger_subjects", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_access_notices_Device_Entry",
                table: "access_notices",
                columns: new[] { "Device", "Entry" });

            migrationBuilder.CreateIndex(
                name: "IX_ledger_subjects_ForgetAt",
                table: "ledger_subjects",
                column: "ForgetAt");

            migrationBuilder.CreateIndex(
                name: "IX_ledger_subjects_Owner",
                table: "ledger_subjects",
                column: "Owner");

            migrationBuilder.CreateIndex(
                name: "IX_ledger_subjects_Slot",
                table: "ledger_subjects",
                column: "Slot",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "access_notices");

            migrationBuilder.DropTable(
                name: "ledger_subjects");

            migrationBuilder.DropColumn(
                name: "ApprovedBy",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "RevokedAt",
                table: "grants");
        }
    }
}
