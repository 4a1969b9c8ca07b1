using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Breakwater.Server.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Outbox : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // By hand: each device's events get numbers of their own, in the order that they came.
            migrationBuilder.Sql("""
                CREATE TABLE "events_by_device" (
                    "Device" TEXT NOT NULL,
                    "Id" INTEGER NOT NULL,
                    "Name" TEXT NOT NULL,
                    "At" INTEGER NOT NULL,
                    "Payload" BLOB NOT NULL,
                    CONSTRAINT "PK_events" PRIMARY KEY ("Device", "Id")
                );
                INSERT INTO "events_by_device" ("Device", "Id", "Name", "At", "Payload")
                    SELECT "Device", ROW_NUMBER() OVER (PARTITION BY "Device" ORDER BY "Id"), "Name", "At", "Payload" FROM "events";
                DROP TABLE "events";
                ALTER TABLE "events_by_device" RENAME TO "events";
                """);

            migrationBuilder.CreateTable(
                name: "outbox",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    After = table.Column<long>(type: "INTEGER", nullable: false),
                    Entry = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_outbox_At",
                table: "outbox",
                column: "At");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "outbox");

            migrationBuilder.Sql("""
                CREATE TABLE "events_of_all" (
                    "Id" INTEGER NOT NULL CONSTRAINT "PK_events" PRIMARY KEY AUTOINCREMENT,
                    "Device" TEXT NOT NULL,
                    "Name" TEXT NOT NULL,
                    "At" INTEGER NOT NULL,
                    "Payload" BLOB NOT NULL
                );
                INSERT INTO "events_of_all" ("Device", "Name", "At", "Payload") SELECT "Device", "Name", "At", "Payload" FROM "events" ORDER BY "At";
                DROP TABLE "events";
                ALTER TABLE "events_of_all" RENAME TO "events";
                CREATE INDEX "IX_events_Device_Id" ON "events" ("Device", "Id");
                """);
        }
    }
}
