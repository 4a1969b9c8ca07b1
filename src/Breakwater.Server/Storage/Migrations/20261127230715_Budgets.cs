using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Breakwater.Server.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Budgets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "Devices",
                table: "grants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Group",
                table: "grants",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "WindowSeconds",
                table: "grants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "device_tags",
                columns: table => new
                {
                    Device = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Tag = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_device_tags", x => new { x.Device, x.Tag });
                });

            migrationBuilder.CreateTable(
                name: "groups",
                columns: table => new
                {
                    Name = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Model = table.Column<string>(type: "TEXT", maxLength: 128, nullable: true),
                    Tags = table.Column<string>(type: "TEXT", maxLength: 520, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_groups", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "touch_marks",
                columns: table => new
                {
                    Principal = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    Mark = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_touch_marks", x => x.Principal);
                });

            migrationBuilder.CreateTable(
                name: "touches",
                columns: table => new
                {
                    Principal = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    Device = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Scope = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Until = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_touches", x => new { x.Principal, x.Device, x.Scope });
                });

            migrationBuilder.CreateIndex(
                name: "IX_grants_Group",
                table: "grants",
                column: "Group");

            migrationBuilder.CreateIndex(
                name: "IX_device_tags_Tag_Device",
                table: "device_tags",
                columns: new[] { "Tag", "Device" });

            migrationBuilder.CreateIndex(
                name: "IX_touches_Until",
                table: "touches",
                column: "Until");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "device_tags");

            migrationBuilder.DropTable(
                name: "groups");

            migrationBuilder.DropTable(
                name: "touch_marks");

            migrationBuilder.DropTable(
                name: "touches");

            migrationBuilder.DropIndex(
                name: "IX_grants_Group",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "Devices",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "Group",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "WindowSeconds",
                table: "grants");
        }
    }
}
