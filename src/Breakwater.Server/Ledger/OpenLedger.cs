using Breakwater.Server.Ledger.Checkpoints;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Recording;
using Breakwater.Server.Ledger.Subjects;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Ledger;

/// <summary>The ledger of a running server, with all its parts.</summary>
internal sealed class OpenLedger : IAsyncDisposable
{
    private readonly ILogger logger;
    private readonly Sealing sealing;
    private readonly CheckpointCopies copies;

    private OpenLedger(LedgerFolder folder, Database database, LedgerOptions options, string? copy, TimeProvider time, ILoggerFactory loggers)
    {
        logger = loggers.CreateLogger("Breakwater.Server.Ledger");
        Options = options;
        Store = LedgerStore.Open(folder, readOnly: false);
        sealing = new Sealing(Store, static (_, _) => { }, time, logger);
        Log = new LedgerLog(Store, sealing, logger);
        Signer = new CheckpointSigner(Store, Log, options, copy, time, logger);
        copies = new CheckpointCopies(Signer, Store, options, copy, time, logger);
        Subjects = new SubjectDirectory(database, SubjectKeys.Open(folder.SubjectKeys), options, time);
        Access = new AccessLedger(Log, Subjects, time);
        Coalescer = new Coalescer(Access, options, time, logger);
    }

    public LedgerOptions Options { get; }

    public LedgerStore Store { get; }

    public LedgerLog Log { get; }

    public CheckpointSigner Signer { get; }

    public SubjectDirectory Subjects { get; }

    public AccessLedger Access { get; }

    public Coalescer Coalescer { get; }

    /// <exception cref="LedgerDamagedException">What is on disk is not what was written.</exception>
    /// <exception cref="StoreUnavailableException">It cannot be read or written.</exception>
    public static OpenLedger Open(DataFolder data, Database database, LedgerOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        try
        {
            return new OpenLedger(new LedgerFolder(data), database, options, CheckpointCopies.FileOf(data, options), time, loggers);
        }
        catch (IOException exception)
        {
            throw new StoreUnavailableException($"The ledger in {data.Path} cannot be opened: {exception.Message}", exception);
        }
    }

    /// <summary>Writes what is counted, commits what is pending, signs it, sends it, closes.</summary>
    public async ValueTask DisposeAsync()
    {
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
