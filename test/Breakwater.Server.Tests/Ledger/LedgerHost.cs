using System.Security.Cryptography;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Running;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Running;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Tree;
using Microsoft.Extensions.Logging;

namespace Breakwater.Server.Tests.Ledger;

/// <summary>The whole ledger of a folder with its database, without a server around it.</summary>
internal sealed class LedgerHost : IAsyncDisposable
{
    private bool closed;

    private LedgerHost(DataFolder data, Database database, OpenLedger ledger, LogWatch watch)
    {
        (Data, Database, Ledger, Watch) = (data, database, ledger, watch);
        Folder = new LedgerFolder(data);
    }

    public DataFolder Data { get; }

    public LedgerFolder Folder { get; }

    public Database Database { get; }

    public OpenLedger Ledger { get; }

    public LogWatch Watch { get; }

    /// <param name="path">The data folder.</param>
    public static async Task<LedgerHost> OpenAsync(string path, LedgerOptions? options = null, TimeProvider? time = null)
    {
        var (data, watch) = (new DataFolder(path), new LogWatch());
        using var loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(new Undisposed(watch)));
        var database = await Database.OpenAsync(data, loggers, CancellationToken.None);
        try
        {
            return new LedgerHost(
                data, database, await OpenLedger.OpenAsync(data, database, options ?? new LedgerOptions(), time ?? TimeProvider.System, loggers, CancellationToken.None), watch);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public async Task AppendAsync(long from, long to)
    {
        for (; from < to; from += LedgerLog.MostWaiting / 2)
        {
            var numbers = new Task<long>[Math.Min(to - from, LedgerLog.MostWaiting / 2)];
            for (var i = 0; i < numbers.Length; i++)
            {
                numbers[i] = Ledger.Log.AppendAsync(TestEntries.New(from + i)).AsTask();
            }

            await Task.WhenAll(numbers);
        }

        await Ledger.Log.SettleAsync();
    }

    /// <summary>Each of them begins the next: nobody was ever shown two that disagree.</summary>
    public void AreConsistent(IEnumerable<SignedCheckpoint> checkpoints)
    {
        SignedCheckpoint? before = null;
        foreach (var checkpoint in checkpoints.OrderBy(c => c.Checkpoint.Size))
        {
            var (size, root) = (checkpoint.Checkpoint.Size, checkpoint.Checkpoint.Root);
            Assert.Equal(CheckpointVerdict.Verified, checkpoint.Verify(Ledger.Signer.Keys));
            Assert.Equal(Ledger.Store.RootAt(size), root);
            if (before is { Checkpoint: { Size: var old, Root: var oldRoot } })
            {
                Assert.True(MerkleTree.VerifyConsistency(old, size, MerkleTree.ProveConsistency(old, size, Ledger.Store.Node), oldRoot, root), $"{old} and {size} disagree");
            }

            before = checkpoint;
        }
    }

    /// <summary>Once; a test may close it before its end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (closed)
        {
            return;
        }

        closed = true;
        await Ledger.DisposeAsync();
        await Database.DisposeAsync();
    }

    public static void Copy(string from, string to)
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories).Prepend(from))
        {
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)), File.GetUnixFileMode(folder));
        }

        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)), overwrite: true);
        }
    }

    /// <summary>SHA-256 over the names, contents and times of all files.</summary>
    public static string PrintOf(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{path} {File.GetLastWriteTimeUtc(path):O} {File.GetUnixFileMode(path)}\n"));
            hash.AppendData(File.Exists(path) ? File.ReadAllBytes(path) : []);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private sealed class Undisposed(LogWatch watch) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => watch.CreateLogger(categoryName);

        public void Dispose()
        {
        }
    }
}
