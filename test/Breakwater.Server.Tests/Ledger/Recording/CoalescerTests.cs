using System.Globalization;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Recording;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Ledger.Recording;

public sealed class CoalescerTests : IAsyncLifetime
{
    private const int Kinds = 16;

    private readonly string data = RunningServer.NewFolder();
    private readonly FakeTimeProvider time = new(TestEntries.Start);
    private LedgerHost host = null!;

    private Coalescer Coalescer => host.Ledger.Coalescer;

    public async ValueTask InitializeAsync() => host = await LedgerHost.OpenAsync(data, new LedgerOptions { CoalescedKinds = Kinds, CheckpointCopy = "" }, time);

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        RunningServer.Delete(data);
    }

    [Fact]
    public async Task TenThousandAlike_AreTwoEntries()
    {
        var device = DeviceId.Create();
        await Coalescer.RecordAsync(Refusal("10.0.0.1") with { Device = device });
        time.Advance(TimeSpan.FromSeconds(1));
        for (var i = 1; i < 10_000; i++)
        {
            await Coalescer.RecordAsync(Refusal("10.0.0.1") with { Device = i % 2 == 0 ? device : DeviceId.Create() });
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        // On disk at once, and the rest when the window is over.
        Assert.Single(await EntriesAsync());
        await WindowAsync(entries: 2);
        var entries = await EntriesAsync();
        Assert.Equal([1, 9_999], entries.Select(e => e.Count));
        Assert.Equal((device, null), (entries[0].Device, entries[0].Start));
        Assert.Equal(TestEntries.Start.AddSeconds(1), entries[1].Start);
        Assert.Equal(TestEntries.Start.AddSeconds(1).AddMilliseconds(9_998), entries[1].End);
        Assert.Equal("256 or more", entries[1].Details["devices"]);
        Assert.Null(entries[1].Device);
        Assert.All(entries, e => Assert.Equal(("NotGranted", entries[0].Source), (e.Refusal, e.Source)));

        // A window in which none came ends it: the next is a first one again.
        await WindowAsync(entries: 2);
        await WindowAsync(entries: 2);
        await Coalescer.RecordAsync(Refusal("10.0.0.1"));
        Assert.Equal([1, 9_999, 1], (await EntriesAsync()).Select(e => e.Count));
    }

    [Fact]
    public async Task ManyAtOnce_NoneReturnsBeforeTheFirstIsOnDisk_AndNoneIsLost()
    {
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(async () =>
        {
            await Coalescer.RecordAsync(Refusal("10.0.0.1"));
            Assert.NotEqual(0, host.Ledger.Log.Head.Size + host.Ledger.Log.Commits);
        })));
        await Coalescer.FlushAsync(all: true);
        var entries = await EntriesAsync();
        Assert.Equal([1, 499], entries.Select(e => e.Count));
    }

    [Fact]
    public async Task ManyKinds_StayWithinTheBound_AndDoNotDisplaceTheAuthenticated()
    {
        for (var i = 0; i < 2_000; i++)
        {
            await Coalescer.RecordAsync(Refusal(string.Create(CultureInfo.InvariantCulture, $"10.0.{i / 250}.{i % 250}")));
        }

        // After the flood of those whom nobody knows, each who is known is told apart still.
        for (var i = 0; i < Kinds; i++)
        {
            await Coalescer.RecordAsync(Refusal("10.9.9.9") with { Actor = $"owner:{i}", Credential = $"token:{i}", Role = "owner" });
        }

        await Coalescer.FlushAsync(all: true);
        var entries = await EntriesAsync();
        var anonymous = entries.Where(e => e.Actor is null).ToList();
        Assert.Equal(2_000, anonymous.Sum(e => e.Count));
        Assert.InRange(anonymous.Count, Kinds, (Kinds + 1) * 2);
        Assert.Equal(2_000 - Kinds, anonymous.Where(e => e.Refusal == "Many").Sum(e => e.Count));
        Assert.Equal(Kinds, entries.Where(e => e.Actor is not null).Select(e => e.Credential).Distinct().Count());
        Assert.All(entries.Where(e => e.Actor is not null), e => Assert.Equal("NotGranted", e.Refusal));
    }

    [Fact]
    public async Task Stop_WritesWhatIsCounted()
    {
        for (var i = 0; i < 10; i++)
        {
            await Coalescer.RecordAsync(Refusal("10.0.0.1"));
        }

        await host.DisposeAsync();
        host = await LedgerHost.OpenAsync(data, null, time);
        Assert.Equal([1, 9], (await EntriesAsync()).Select(e => e.Count));
    }

    [Fact]
    public async Task LedgerFails_NobodyIsAnswered_AndNoCountIsLost()
    {
        await Coalescer.RecordAsync(Refusal("10.0.0.1"));
        await Coalescer.RecordAsync(Refusal("10.0.0.1"));
        await using (var broken = await BreakSubjectsAsync())
        {
            // A new kind cannot be entered: the first is not answered, nor the second on the strength of the first.
            for (var i = 0; i < 3; i++)
            {
                await Assert.ThrowsAsync<StoreUnavailableException>(() => Coalescer.RecordAsync(Refusal("10.0.0.2")).AsTask());
            }

            // What is known goes on, for it needs no new pseudonym.
            await Coalescer.RecordAsync(Refusal("10.0.0.1"));
            await Coalescer.FlushAsync(all: true);
        }

        await Coalescer.RecordAsync(Refusal("10.0.0.2"));
        await Coalescer.FlushAsync(all: true);
        var entries = await EntriesAsync();
        Assert.Equal([1, 2, 4], entries.Select(e => e.Count));
        Assert.Equal(entries[0].Source, entries[1].Source);
        Assert.NotEqual(entries[0].Source, entries[2].Source);
        Assert.NotNull(entries[2].Start);
    }

    [Fact]
    public async Task LedgerFailsAtTheEndOfTheWindow_TheCountIsWrittenLater_AndTheNextIsNotAnsweredBefore()
    {
        await Coalescer.RecordAsync(Refusal("10.0.0.1"));
        for (var i = 0; i < 5; i++)
        {
            await Coalescer.RecordAsync(Refusal("10.0.0.1"));
        }

        // The month has changed: the address needs another pseudonym, which cannot be made.
        await using (var broken = await BreakSubjectsAsync())
        {
            time.SetUtcNow(new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero));
            await Coalescer.FlushAsync(all: false);
            await Assert.ThrowsAsync<StoreUnavailableException>(() => Coalescer.RecordAsync(Refusal("10.0.0.1")).AsTask());
        }

        await Coalescer.RecordAsync(Refusal("10.0.0.1"));
        await Coalescer.FlushAsync(all: true);
        Assert.Equal(8, (await EntriesAsync()).Sum(e => e.Count));
    }

    [Theory]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3")]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData(null, null)]
    public void Network_OfAnAddress_IsOneCustomers(string? address, string? network) => Assert.Equal(network, Coalescer.Network(address));

    private static LedgerEntry<Name> Refusal(string address) => new()
    {
        Type = EntryType.ApiRead, Operation = "twin:read", WayIn = "GET /x", Role = "anonymous", Source = address, Refusal = "NotGranted",
    };

    private async Task<IAsyncDisposable> BreakSubjectsAsync()
    {
        await SqliteFile.ExecuteAsync(host.Data.Database, "CREATE TRIGGER fault BEFORE INSERT ON ledger_subjects BEGIN SELECT RAISE(ABORT, 'fault'); END");
        return new Mend(host.Data.Database);
    }

    private Task<List<LedgerEntry<SubjectId>>> EntriesAsync() => new LedgerReading(host.Ledger).EntriesAsync();

    /// <summary>Turns the clock by a window, and waits until what was due is written.</summary>
    private async Task WindowAsync(int entries)
    {
        for (var i = 0; i < 5; i++)
        {
            time.Advance(TimeSpan.FromSeconds(15));
            await Coalescer.FlushAsync(all: false);
        }

        await Wait.UntilAsync(async () => (await EntriesAsync()).Count == entries, "the window's entries");
    }

    private sealed class Mend(string database) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await SqliteFile.ExecuteAsync(database, "DROP TRIGGER fault");
    }
}
