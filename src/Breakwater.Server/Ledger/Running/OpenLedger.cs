using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Checkpoints;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Reach;
using Breakwater.Server.Ledger.Recording;
using Breakwater.Server.Ledger.Subjects;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Blobs;

namespace Breakwater.Server.Ledger.Running;

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
        string? notSigning,
        SubjectDirectory subjects,
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
        Signer = new CheckpointSigner(Store, Log, options, key, notSigning, time, logger);
        copies = new CheckpointCopies(Signer, Store, options, copy, time, logger);
        Subjects = subjects;
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
        SubjectDirectory? subjects = null;
        try
        {
            var blobs = new BlobStore(data);
            store = LedgerStore.Open(new LedgerFolder(data), blobs, readOnly: false);
            subjects = await SubjectDirectory.OpenAsync(database, store.Folder.SubjectKeys, options, time);
            var key = LedgerKey.Open(store.Folder, options.Origin);
            var elsewhere = key is null ? [] : await WitnessMemory.ReadAllAsync(options.Witnesses, key.Origin, time, cancellationToken);
            var copy = CheckpointCopies.FileOf(data, options);
            return new OpenLedger(
                store, blobs, key, KnownCheckpoints.WhyNotSign(store, key, copy, elsewhere), subjects, options, copy, time, loggers.CreateLogger("Breakwater.Server.Ledger"));
        }
        catch (Exception exception)
        {
            subjects?.Dispose();
            store?.Dispose();
            if (exception is IOException)
            {
                throw new StoreUnavailableException($"The ledger in {data.Path} cannot be opened: {exception.Message}", exception);
            }

            throw;
        }
    }

    /// <summary>Writes what is counted, commits what is pending, signs it, sends it, closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await Housekeeping.DisposeAsync();
        await Coalescer.DisposeAsync();
        await Log.DisposeAsync();
        SignLast();
        await copies.FinishAsync();
        await Signer.DisposeAsync();
        await copies.DisposeAsync();
        await sealing.DisposeAsync();
        Subjects.Dispose();
        Store.Dispose();
    }

    private void SignLast()
    {
        try
        {
            Signer.Sign();
        }
        catch (StoreUnavailableException exception)
        {
            LedgerEvents.CheckpointFailed(logger, exception, Store.Size);
        }
    }
}
