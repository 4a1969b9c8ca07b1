using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grants;
using Breakwater.Server.Devices.Commands;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Certificates;
using Breakwater.Server.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Server.Tests.Access;

/// <summary>Grants, tokens and commands at rest, and those that an older version wrote.</summary>
public sealed class ActionColumnsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly PrincipalId Owner = PrincipalId.Parse("owner:0123456789abcdef", null);

    public static TheoryData<ulong, ulong> Words => new()
    {
        { 0, 0 }, { 1, 0 }, { 0, 1 }, { 1UL << 63, 0 }, { 0, 1UL << 63 }, { ulong.MaxValue, ulong.MaxValue }, { 1UL << 12, 1UL << 40 },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public async Task AnySet_ComesBackAsItWasKept(ulong low, ulong high)
    {
        await using var store = await FleetStore.OpenAsync();
        var set = new ActionSet(low, high);
        await store.Database.WriteAsync(db =>
        {
            db.Add(new GrantRecord { Id = "g", Principal = Owner, Actions = set, Commands = CommandClass.Harmless, CreatedAt = Now, Reason = "r" });
            db.Add(new TokenRecord { Id = "t", Sha256 = "s", Principal = Owner, Name = "n", Scopes = set, CreatedAt = Now, ExpiresAt = Now });
            db.SaveChanges();
        });

        await using var read = store.Database.Read();
        var grant = await read.Set<GrantRecord>().SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal((set, CommandClass.Harmless), (grant.Actions, grant.Commands));
        Assert.Equal(set, (await read.Set<TokenRecord>().SingleAsync(TestContext.Current.CancellationToken)).Scopes);
    }

    [Fact]
    public async Task WhatAnOlderVersionWrote_MeansTheSame_AndMoves()
    {
        var folder = FleetStore.NewFolder();
        var old = ActionSet.Of(DeviceAction.ReadTwin, DeviceAction.SendCommand, DeviceAction.ManageLedger);
        await WriteWithoutClassesAsync(folder, old.Low);

        await using (var database = await Database.OpenAsync(folder, NullLoggerFactory.Instance, TestContext.Current.CancellationToken))
        {
            await using var read = database.Read();
            var grant = await read.Set<GrantRecord>().SingleAsync(TestContext.Current.CancellationToken);
            Assert.Equal((old, CommandClass.Moves), (grant.Actions, grant.Commands));
            Assert.Equal(old, (await read.Set<TokenRecord>().SingleAsync(TestContext.Current.CancellationToken)).Scopes);
            Assert.Equal(CommandClass.Moves, (await read.Set<CommandRecord>().SingleAsync(TestContext.Current.CancellationToken)).Class);
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder.Path, recursive: true);
    }

    private static async Task WriteWithoutClassesAsync(DataFolder folder, ulong actions)
    {
        var options = new DbContextOptionsBuilder<BreakwaterDbContext>().UseSqlite($"Data Source={folder.Database}").Options;
        await using var db = new BreakwaterDbContext(options);
        await db.GetService<IMigrator>().MigrateAsync("20261126060111_Ledger", TestContext.Current.CancellationToken);
        var (bits, device) = ((long)actions, DeviceId.Create().ToString());
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO grants ("Id", "Principal", "Actions", "CreatedAt", "Reason") VALUES ('g', 'owner:0123456789abcdef', {bits}, 0, 'r');
            INSERT INTO tokens ("Id", "Sha256", "Principal", "Name", "Scopes", "CreatedAt", "ExpiresAt")
            VALUES ('t', 's', 'owner:0123456789abcdef', 'n', {bits}, 0, 0);
            INSERT INTO commands ("Id", "Device", "Name", "State", "CreatedAt", "ExpiresAt")
            VALUES ({CommandId.Create(Now).ToString()}, {device}, 'go', 0, 0, 0);
            """,
            TestContext.Current.CancellationToken);
    }
}
