using System.Globalization;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Reach;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Blobs;
using Breakwater.Server.Tests.Hosting.Running;
using Breakwater.Transparency.Tree;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Ledger.Log;

/// <summary>The log of a folder, without the rest of the ledger: opened, closed, opened again.</summary>
internal sealed class LogFolder : IAsyncDisposable
{
    private readonly bool owned;

    public LogFolder(string? path = null)
    {
        owned = path is null;
        Data = new DataFolder(path ?? RunningServer.NewFolder());
        Folder = new LedgerFolder(Data);
    }

    public DataFolder Data { get; }

    public LedgerFolder Folder { get; }

    public FakeTimeProvider Time { get; } = new();

    public LogWatch Watch { get; } = new();

    public LedgerStore Store { get; private set; } = null!;

    public LedgerLog Log { get; private set; } = null!;

    private Sealing Sealing { get; set; } = null!;

    /// <param name="index">Instead of making an index.</param>
    public LogFolder Open(Action<LedgerStore, long>? index = null)
    {
        var logger = Watch.CreateLogger("ledger");
        Store = LedgerStore.Open(Folder, new BlobStore(Data), readOnly: false);
        Sealing = new Sealing(Store, index ?? LedgerReach.Index, Time, logger);
        Log = new LedgerLog(Store, Sealing, logger);
        return this;
    }

    public async Task CloseAsync()
    {
        await Log.DisposeAsync();
        await Sealing.DisposeAsync();
        Store.Dispose();
        Log = null!;
    }

    public async Task ReopenAsync(Action<LedgerStore, long>? index = null)
    {
        await CloseAsync();
        Open(index);
    }

    /// <summary>Appends entries, from one number to before another, as many at once as may wait; they are gathered in few batches.</summary>
    public async Task AppendAsync(long from, long to)
    {
        for (; from < to; from += LedgerLog.MostWaiting / 2)
        {
            var numbers = new Task<long>[Math.Min(to - from, LedgerLog.MostWaiting / 2)];
            for (var i = 0; i < numbers.Length; i++)
            {
                numbers[i] = Log.AppendAsync(TestEntries.New(from + i)).AsTask();
            }

            await Task.WhenAll(numbers);
        }

        await Log.SettleAsync();
    }

    public Task SealedAsync(int segments) => Wait.UntilAsync(
        () => Task.FromResult(Store.Segments.Length >= segments && LedgerFolder.Numbers(Folder.Journals, ".journal")[0] >= segments),
        string.Create(CultureInfo.InvariantCulture, $"{segments} segments to be sealed"));

    /// <summary>The log has exactly these entries, and its tree is theirs.</summary>
    public void Holds(IEnumerable<byte[]> entries)
    {
        var tree = new TreeBuilder();
        foreach (var entry in entries)
        {
            Assert.True(entry.AsSpan().SequenceEqual(Store.ReadEntry(tree.Size)), $"entry {tree.Size} is another");
            tree.Append(TreeHash.OfLeaf(entry));
        }

        Assert.Equal(tree.Size, Store.Size);
        Assert.Equal(tree.Root(), Store.RootAt(Store.Size));
        Assert.Equal((tree.Size, tree.Root()), Log.Head);
    }

    public async ValueTask DisposeAsync()
    {
        if (Log is not null)
        {
            await CloseAsync();
        }

        if (owned)
        {
            Directory.Delete(Data.Path, recursive: true);
        }
    }
}
