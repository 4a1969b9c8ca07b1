using Breakwater.Contracts.Ids;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Server.Tests.Devices;

/// <summary>Events from before each device counted its own get numbers of their own, in their order.</summary>
public sealed class EventNumberTests
{
    [Fact]
    public async Task Migration_NumbersByDevice()
    {
        var folder = new DataFolder(RunningServer.NewFolder());
        try
        {
            var (a, b) = (DeviceId.Create(), DeviceId.Create());
            await using (var connection = await SqliteFile.OpenAsync(folder.Database))
            {
                await using var before = new BreakwaterDbContext(new DbContextOptionsBuilder<BreakwaterDbContext>().UseSqlite(connection).Options);
                await before.GetService<IMigrator>().MigrateAsync("Endings", TestContext.Current.CancellationToken);
                foreach (var (id, device, name) in ((int, DeviceId, string)[])[(2, a, "a1"), (3, b, "b1"), (50, a, "a2"), (51, a, "a3"), (60, b, "b2")])
                {
                    await SqliteFile.ExecuteAsync(connection, $"""INSERT INTO events ("Id", "Device", "Name", "At", "Payload") VALUES ({id}, '{device}', '{name}', 0, x'00')""");
                }
            }

            await (await Database.OpenAsync(folder, NullLoggerFactory.Instance, TestContext.Current.CancellationToken)).DisposeAsync();
            Assert.Equal("a1 1 a2 2 a3 3 b1 1 b2 2", await SqliteFile.ExecuteAsync(
                folder.Database, """SELECT group_concat("Name" || ' ' || "Id", ' ') FROM (SELECT * FROM events ORDER BY "Name")"""));
        }
        finally
        {
            RunningServer.Delete(folder.Path);
        }
    }
}
