using System.Globalization;
using System.Text;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Recording;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Tests.Hosting.Running;
using Breakwater.Server.Tests.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Server.Tests.Access.Recording;

/// <summary>What was done is entered once, whenever the process ends.</summary>
public sealed class OutboxTests : IAsyncLifetime
{
    private readonly string data = RunningServer.NewFolder();
    private LedgerHost host = null!;
    private Outbox outbox = null!;
    private OutboxKeeper keeper = null!;

    public async ValueTask InitializeAsync() => await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await keeper.DisposeAsync();
        await host.DisposeAsync();
        RunningServer.Delete(data);
    }

    [Fact]
    public async Task Act_IsEntered_AndItsRowGoes()
    {
        var outcome = await ActAsync();
        Assert.True(await outbox.EnterAsync(outcome));
        Assert.Equal(1, await RowsAsync());
        await keeper.KeepAsync(TimeSpan.Zero);

        Assert.Equal(0, await RowsAsync());
        Assert.DoesNotContain("late", Assert.Single(await EntriesAsync()).Details.Keys);
    }

    [Fact]
    public async Task ProcessEnds_BetweenActAndEntry_TheNextEntersItAsLate()
    {
        var outcome = await ActAsync();
        await RestartAsync();

        var entry = Assert.Single(await EntriesAsync());
        Assert.Equal(outcome.Id, entry.Details[Outcome.Detail]);
        Assert.Equal(outcome.At.ToUnixTimeMilliseconds(), DateTimeOffset.Parse(entry.Details["late"], CultureInfo.InvariantCulture).ToUnixTimeMilliseconds());
        Assert.Equal(0, await RowsAsync());
        await RestartAsync();
        Assert.Single(await EntriesAsync());
    }

    [Fact]
    public async Task ProcessEnds_BetweenEntryAndTheEndOfItsRow_ItIsNotEnteredAgain()
    {
        var outcomes = new List<Outcome>();
        for (var i = 0; i < 20; i++)
        {
            outcomes.Add(await ActAsync());
        }

        foreach (var outcome in outcomes.Where((_, i) => i % 2 == 0))
        {
            Assert.True(await outbox.EnterAsync(outcome));
        }

        await RestartAsync();

        var entries = await EntriesAsync();
        Assert.Equal(outcomes.Select(o => o.Id).Order(), entries.Select(e => e.Details[Outcome.Detail]).Order());
        Assert.Equal(10, entries.Count(e => e.Details.ContainsKey("late")));
        Assert.Equal(0, await RowsAsync());
    }

    [Fact]
    public async Task UnitThatFails_LeavesNothingToTell()
    {
        var outcome = await outbox.PrepareAsync(Told());
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Database.WriteAsync(db =>
        {
            outcome.Put(db);
            db.SaveChanges();
            throw new InvalidOperationException("mine");
        }));

        Assert.Equal(0, await RowsAsync());
    }

    [Fact]
    public async Task ActAndKeeper_AtTheSameTime_EnterItOnce()
    {
        var outcomes = new List<Outcome>();
        for (var i = 0; i < 100; i++)
        {
            var outcome = await ActAsync();
            outcomes.Add(outcome);
            await Task.WhenAll(Task.Run(async () => await outbox.EnterAsync(outcome)), Task.Run(() => keeper.KeepAsync(TimeSpan.Zero)));
        }

        await keeper.KeepAsync(TimeSpan.Zero);
        Assert.Equal(outcomes.Select(o => o.Id).Order(), (await EntriesAsync()).Select(e => e.Details[Outcome.Detail]).Order());
        Assert.Equal(0, await RowsAsync());
    }

    [Fact]
    public async Task Row_HasNoNameAndNoTextThatAnErasureWouldMiss()
    {
        var told = Told();
        await ActAsync(told);
        await using var db = host.Database.Read();
        var bytes = await db.Database.SqlQuery<byte[]>($"SELECT Entry AS Value FROM outbox").SingleAsync(TestContext.Current.CancellationToken);
        var row = Encoding.UTF8.GetString(bytes);
        Assert.DoesNotContain(told.About!.Value.Text, row);
        Assert.DoesNotContain(told.Message!.Text, row);
    }

    private static LedgerEntry<Name> Told()
    {
        var owner = new Name(PrincipalId.Create(PrincipalKind.Owner).ToString());
        return new LedgerEntry<Name>
        {
            Type = EntryType.PrivilegesAssigned,
            Operation = "grant.added",
            Role = "operator",
            Actor = "operator:local",
            About = owner,
            Message = new(owner, "she bought it from Mrs. Somebody"),
        };
    }

    private async Task OpenAsync()
    {
        host = await LedgerHost.OpenAsync(data);
        outbox = new Outbox(host.Database, host.Ledger.Access, host.Ledger.Store, TimeProvider.System, NullLogger<Outbox>.Instance);
        keeper = new OutboxKeeper(outbox, host.Database, host.Ledger.Store, TimeProvider.System, NullLogger<OutboxKeeper>.Instance);
    }

    /// <summary>Without the keeper's farewell, as if the process had been killed.</summary>
    private async Task RestartAsync()
    {
        await host.DisposeAsync();
        await OpenAsync();
        await keeper.StartAsync();
    }

    private async Task<Outcome> ActAsync(LedgerEntry<Name>? told = null)
    {
        var outcome = await outbox.PrepareAsync(told ?? Told());
        await host.Database.WriteAsync(db =>
        {
            outcome.Put(db);
            db.SaveChanges();
        });
        return outcome;
    }

    private async Task<int> RowsAsync()
    {
        await using var db = host.Database.Read();
        return await db.Set<Outcome>().CountAsync(TestContext.Current.CancellationToken);
    }

    private async Task<List<LedgerEntry<SubjectId>>> EntriesAsync() => [.. (await new LedgerReading(host.Ledger).EntriesAsync()).Where(e => e.Operation == "grant.added")];
}
