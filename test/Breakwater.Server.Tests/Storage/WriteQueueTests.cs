using Breakwater.Contracts.Ids;
using Breakwater.Server.People;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Server.Tests.Storage;

public sealed class WriteQueueTests : IAsyncLifetime
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
    public async Task Unit_ThatThrows_ChangesNothing_AndDoesNotDisturbItsBatch()
    {
        using var gate = new ManualResetEventSlim();
        var first = await HoldAsync(gate);

        // They gather behind the first, and are one batch.
        var good = Enumerable.Range(0, 10).Select(i => Add($"good{i}")).ToArray();
        var bad = database.WriteAsync(db =>
        {
            db.Add(NewPerson("bad"));
            db.SaveChanges();
            throw new InvalidOperationException("mine");
        });
        var twice = database.WriteAsync(db =>
        {
            var person = NewPerson("twice");
            db.Database.ExecuteSql($"""INSERT INTO people ("Id", "Kind", "Name", "CreatedAt") VALUES ({person.Id.ToString()}, 4, 'twice', 0)""");
            db.Add(person);
            db.SaveChanges();
        });
        var unsaved = database.WriteAsync(db => { db.Add(NewPerson("unsaved")); });
        var later = Add("later");
        gate.Set();
        await first;
        await Task.WhenAll(good);
        Assert.Equal("mine", (await Assert.ThrowsAsync<InvalidOperationException>(() => bad)).Message);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => twice);
        await unsaved;
        await later;
        await using var db = database.Read();
        Assert.Equal([.. Enumerable.Range(0, 10).Select(i => $"good{i}"), "later"], db.Set<PersonRecord>().Select(p => p.Name).Order());
    }

    [Fact]
    public async Task Unit_ThatEndsTheTransaction_FailsItsBatch_AndTheNextOneWorks()
    {
        using var gate = new ManualResetEventSlim();
        var first = await HoldAsync(gate);
        var before = Add("before");
        var breaks = database.WriteAsync(db => db.Database.ExecuteSqlRaw("ROLLBACK"));
        var after = Add("after");
        gate.Set();
        await first;
        foreach (var unit in (Task[])[before, breaks, after])
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => unit);
        }

        await Add("next");
        await using var db = database.Read();
        Assert.Equal(["next"], db.Set<PersonRecord>().Select(p => p.Name));
    }

    [Fact]
    public async Task Result_ComesAfterTheCommit()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), TestContext.Current.CancellationToken, async (i, _) =>
        {
            await Add($"p{i}");
            await using var db = database.Read();
            Assert.True(await db.Set<PersonRecord>().AnyAsync(p => p.Name == $"p{i}", CancellationToken.None));
        });
    }

    [Fact]
    public async Task Read_CannotWrite()
    {
        await using var db = database.Read();
        db.Add(NewPerson("x"));
        await Assert.ThrowsAnyAsync<Exception>(() => db.SaveChangesAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Dispose_CommitsWhatIsQueued_AndThenRefuses()
    {
        var queued = Enumerable.Range(0, 50).Select(i => Add($"p{i}")).ToArray();
        await database.DisposeAsync();
        await Task.WhenAll(queued);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Add("late"));
        database = await Database.OpenAsync(folder, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        await using var db = database.Read();
        Assert.Equal(50, db.Set<PersonRecord>().Count());
    }

    /// <summary>The writer waits for the gate, with a batch of its own.</summary>
    private async Task<Task> HoldAsync(ManualResetEventSlim gate)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var unit = database.WriteAsync(_ =>
        {
            held.SetResult();
            gate.Wait();
        });
        await Wait.ForAsync(held.Task, "the writer to be held");
        return unit;
    }

    private static PersonRecord NewPerson(string name) =>
        new() { Id = PrincipalId.Create(PrincipalKind.Owner), Kind = PrincipalKind.Owner, Name = name, CreatedAt = DateTimeOffset.UnixEpoch };

    private Task Add(string name) => database.WriteAsync(db =>
    {
        db.Add(NewPerson(name));
        db.SaveChanges();
    });
}
