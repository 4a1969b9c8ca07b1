using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Breakwater.Server.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Errands : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "AsOf",
                table: "commands",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "Credential",
                table: "commands",
                type: "TEXT",
                maxLength: 80,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Grant",
                table: "commands",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Principal",
                table: "commands",
                type: "TEXT",
                maxLength: 80,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Session",
                table: "commands",
                type: "TEXT",
                maxLength: 80,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "wills",
                columns: table => new
                {
                    Device = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Connection = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Topic = table.Column<string>(type: "TEXT", nullable: false),
                    Payload = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Due = table.Column<long>(type: "INTEGER", nullable: false),
                    Credential = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    AsOf = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_wills", x => x.Device);
                });

            migrationBuilder.CreateIndex(
                name: "IX_commands_Principal",
                table: "commands",
                column: "Principal",
                filter: "\"Principal\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_wills_Due",
                table: "wills",
                column: "Due");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "wills");

            migrationBuilder.DropIndex(
                name: "IX_commands_Principal",
                table: "commands");

            migrationBuilder.DropColumn(
                name: "AsOf",
                table: "commands");

            migrationBuilder.DropColumn(
                name: "Credential",
                table: "commands");

            migrationBuilder.DropColumn(
                name: "Grant",
                table: "commands");

            migrationBuilder.DropColumn(
                name: "Principal",
                table: "commands");

            migrationBuilder.DropColumn(
                name: "Session",
                table: "commands");
        }
    }
}
