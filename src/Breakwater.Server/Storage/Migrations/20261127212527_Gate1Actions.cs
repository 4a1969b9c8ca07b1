using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Breakwater.Server.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Gate1Actions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<ulong>(
                name: "ScopesHigh",
                table: "tokens",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0ul);

            migrationBuilder.AddColumn<ulong>(
                name: "ActionsHigh",
                table: "grants",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0ul);

            migrationBuilder.AddColumn<int>(
                name: "Commands",
                table: "grants",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "Class",
                table: "commands",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "ScopesHigh",
                table: "tokens");

            migrationBuilder.DropColumn(
                name: "ActionsHigh",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "Commands",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "Class",
                table: "commands");
        }
    }
}
