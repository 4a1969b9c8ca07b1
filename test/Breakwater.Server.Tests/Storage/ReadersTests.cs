using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Breakwater.Contracts.Ids;
using Breakwater.Server.People;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Server.Tests.Storage;

/// <summary>Connections for reading stay open between reads, not beyond their number, and not after the database has closed.</summary>
public sealed class ReadersTests : IAsyncLifetime
{
    private readonly DataFolder folder = new(RunningServer.NewFolder());
    private Database database = null!;

    public async ValueTask InitializeAsync() => database = await Database.OpenAsync(folder, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        RunningServer.Delete(folder.Path);
    }

    [Fact]
    public async Task Read_AfterAWrite_SeesIt_OnTheConnectionThatWasOpenBefore()
    {
        var connection = Connection();
        Assert.Equal(0, Count());
        await AddAsync();
        Assert.Equal(1, Count());
        await AddAsync();
        Assert.Equal(2, Count());
        Assert.Same(connection, Connection());
    }

    [Fact]
    public async Task Read_ManyAtOnce_EachHasItsOwn_AndFewAreKept()
    {
        var reads = Enumerable.Range(0, 100).Select(_ => database.Read()).ToArray();
        Assert.All(reads, db => Assert.Equal(0, db.Set<PersonRecord>().Count()));
        var connections = reads.Select(db => db.Database.GetDbConnection()).ToArray();
        Assert.Equal(100, connections.Distinct().Count());
        foreach (var read in reads)
        {
            await read.DisposeAsync();
        }

        Assert.Equal(Readers.Kept, connections.Count(c => c.State == ConnectionState.Open));
    }

    /// <summary>Given back twice it would be lent to two.</summary>
    [Fact]
    public void Dispose_Twice_GivesBackOnce()
    {
        var read = database.Read();
        read.Dispose();
        Assert.Throws<ObjectDisposedException>(() => read.Set<PersonRecord>().Count());
        read.Dispose();
        using var first = database.Read();
        using var second = database.Read();
        Assert.NotSame(first.Database.GetDbConnection(), second.Database.GetDbConnection());
    }

    /// <summary>It would hold the state of then for whoever has the connection next, who might take a token for good that has been revoked since.</summary>
    [Fact]
    public async Task Dispose_InTheMiddleOfARead_TheNextSeesWhatWasWrittenSince()
    {
        await AddAsync();
        await AddAsync();
        var left = database.Read();
        using var rows = left.Set<PersonRecord>().AsEnumerable().GetEnumerator();
        Assert.True(rows.MoveNext());
        await left.DisposeAsync();
        await AddAsync();
        Assert.Equal(3, Count());
    }

    /// <summary>Lent, given back and lent again by many threads at once: never one for two.</summary>
    [Fact]
    public async Task Read_ByManyThreads_IsNeverLentToTwo()
    {
        var held = new ConcurrentDictionary<object, bool>();
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                var db = database.Read();
                object[] own = [db, db.Database.GetDbConnection()];
                Assert.All(own, o => Assert.True(held.TryAdd(o, true)));
                Assert.Equal(0, await db.Set<PersonRecord>().CountAsync());
                await Task.Yield();
                Assert.All(own, o => Assert.True(held.TryRemove(o, out var _)));
                await db.DisposeAsync();
            }
        })));
    }

    [Fact]
    public async Task Close_LeavesNothingOpen_AndNoLogBesideTheFile()
    {
        await AddAsync();
        Assert.Equal(1, Count());
        await database.DisposeAsync();
        Assert.Equal(0, Open());
        Assert.False(File.Exists($"{folder.Database}-wal"));
    }

    [Fact]
    public async Task Close_WithAReadUnderWay_ItIsClosedWhenTheReadIsOver()
    {
        var late = database.Read();
        var connection = late.Database.GetDbConnection();
        Assert.Equal(0, await late.Set<PersonRecord>().CountAsync(TestContext.Current.CancellationToken));
        await database.DisposeAsync();
        Assert.Equal(ConnectionState.Open, connection.State);
        await late.DisposeAsync();
        Assert.Equal(ConnectionState.Closed, connection.State);
        Assert.Equal(0, Open());
    }

    private int Count()
    {
        using var db = database.Read();
        return db.Set<PersonRecord>().Count();
    }

    private DbConnection Connection()
    {
        using var db = database.Read();
        return db.Database.GetDbConnection();
    }

    /// <summary>Descriptors of this process. SQLite keeps those of closed connections until the last of a file has closed (POSIX locks), and uses them again.</summary>
    private int Open() => Directory.GetFiles("/proc/self/fd").Count(fd => new FileInfo(fd).LinkTarget == Path.GetFullPath(folder.Database));

    private Task AddAsync() => database.WriteAsync(db =>
    {
        db.Add(new PersonRecord { Id = PrincipalId.Create(PrincipalKind.Owner), Kind = PrincipalKind.Owner, Name = "n", CreatedAt = DateTimeOffset.UnixEpoch });
        db.SaveChanges();
    });
}
