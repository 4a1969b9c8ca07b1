using Breakwater.Server.Ledger.Checkpoints;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Reach;
using Breakwater.Server.Ledger.Recording;
using Breakwater.Server.Ledger.Subjects;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Blobs;
using Breakwater.Transparency;

namespace Breakwater.Server.Ledger;

/// <summary>The ledger of a running server, with all its parts.</summary>
internal sealed class OpenLedger : IAsyncDisposable
{
    private readonly ILogger logger;
    private readonly Sealing sealing;
    private readonly CheckpointCopies copies;

    private OpenLedger(
        LedgerStore store,
        BlobStore blobs,
        LedgerKey? key,
        IReadOnlyList<(string Where, SignedCheckpoint Seen)> elsewhere,
        Database database,
        LedgerOptions options,
        string? copy,
        TimeProvider time,
        ILogger logger)
    {
        this.logger = logger;
        Options = options;
        Store = store;
        sealing = new Sealing(Store, LedgerReach.Index, time, logger);
        Log = new LedgerLog(Store, sealing, logger);
        Signer = new CheckpointSigner(Store, Log, options, copy, key, elsewhere, time, logger);
        copies = new CheckpointCopies(Signer, Store, options, copy, time, logger);
        Subjects = new SubjectDirectory(database, SubjectKeys.Open(store.Folder.SubjectKeys), options, time);
        Access = new AccessLedger(Log, Subjects, time);
        Coalescer = new Coalescer(Access, options, time, logger);
        Housekeeping = new Housekeeping(new Retention(Store, blobs, options, time), Subjects, Access, time, logger);
    }

    public LedgerOptions Options { get; }

    public LedgerStore Store { get; }

    public LedgerLog Log { get; }

    public CheckpointSigner Signer { get; }

    public SubjectDirectory Subjects { get; }

    public AccessLedger Access { get; }

    public Coalescer Coalescer { get; }

    public Housekeeping Housekeeping { get; }

    /// <exception cref="LedgerDamagedException">What is on disk is not what was written.</exception>
    /// <exception cref="StoreUnavailableException">It cannot be read or written.</exception>
    public static async Task<OpenLedger> OpenAsync(
        DataFolder data, Database database, LedgerOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        LedgerStore? store = null;
        try
        {
            var blobs = new BlobStore(data);
            store = LedgerStore.Open(new LedgerFolder(data), blobs, readOnly: false);
            var key = LedgerKey.Open(store.Folder, options.Origin);
            var elsewhere = key is null ? [] : await WitnessMemory.ReadAllAsync(options.Witnesses, key.Origin, time, cancellationToken);
            return new OpenLedger(
                store, blobs, key, elsewhere, database, options, CheckpointCopies.FileOf(data, options), time, loggers.CreateLogger("Breakwater.Server.Ledger"));
        }
        catch (Exception exception) when (exception is not IOException)
        {
            store?.Dispose();
            throw;
        }
        catch (IOException exception)
        {
            store?.Dispose();
            throw new StoreUnavailableException($"The ledger in {data.Path} cannot be opened: {exception.Message}", exception);
        }
    }

    /// <summary>Writes what is counted, commits what is pending, signs it, sends it, closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await Housekeeping.DisposeAsync();
        await Coalescer.DisposeAsync();
        await Log.DisposeAsync();
        await SignLastAsync();
        await Signer.DisposeAsync();
        await copies.DisposeAsync();
        await sealing.DisposeAsync();
        Subjects.Dispose();
        Store.Dispose();
    }

    private async Task SignLastAsync()
    {
        try
        {
            Signer.Sign();
            await copies.SendAsync(CancellationToken.None);
        }
        catch (StoreUnavailableException exception)
        {
            LedgerEvents.CheckpointFailed(logger, exception, Store.Size);
        }
    }
}
