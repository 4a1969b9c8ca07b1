using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Rooms;
using Breakwater.Server.Storage;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Tree;

namespace Breakwater.Server.Ledger.Checkpoints;

/// <summary>
/// Signs the head of the log, at least every interval in which there is something new. It never signs two checkpoints that disagree: a head is signed only when
/// every entry under it is on disk, the tree only ever grows, and a log that contradicts what was signed before is not signed at all.
/// </summary>
internal sealed class CheckpointSigner : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly LedgerStore store;
    private readonly LedgerLog log;
    private readonly ILogger logger;
    private readonly Rounds rounds;
    private LedgerKey? key;
    private SignedCheckpoint? latest;
    private string? notSigning;

    /// <param name="key">Null: it is missing.</param>
    /// <param name="notSigning">Why nothing may be signed; null when all is well.</param>
    public CheckpointSigner(LedgerStore store, LedgerLog log, LedgerOptions options, LedgerKey? key, string? notSigning, TimeProvider time, ILogger logger)
    {
        this.store = store;
        this.log = log;
        this.logger = logger;
        this.key = key;
        this.notSigning = notSigning;
        if (key is not null)
        {
            latest = notSigning is null && KnownCheckpoints.Read(store.Folder.Checkpoint) is { } kept
                && kept.Checkpoint.Origin == key.Origin && kept.Verify([key.Signer.Verifier]) == CheckpointVerdict.Verified ? kept : null;
            LedgerEvents.SigningAs(logger, key.Origin, store.Size, key.Signer.Verifier.ToString());
        }

        if (notSigning is not null)
        {
            LedgerEvents.NotSigning(logger, notSigning);
        }

        rounds = new Rounds(options.CheckpointInterval, time, SignAsync, exception => LedgerEvents.CheckpointFailed(logger, exception, store.Size));
    }

    /// <summary>The last checkpoint that was signed, with the cosignatures that came for it. Null: there is none yet.</summary>
    public SignedCheckpoint? Latest
    {
        get
        {
            lock (gate)
            {
                return latest;
            }
        }
    }

    /// <summary>Why nothing is signed; null when all is well.</summary>
    public string? NotSigning
    {
        get
        {
            lock (gate)
            {
                return notSigning;
            }
        }
    }

    /// <summary>Whoever may have signed this log, the present key last.</summary>
    public IReadOnlyList<NoteVerifier> Keys
    {
        get
        {
            lock (gate)
            {
                return key?.All ?? LedgerKey.ReadPublicKeys(store.Folder);
            }
        }
    }

    /// <summary>A checkpoint over everything that is committed now. Null: nothing is signed, see <see cref="NotSigning"/>, or there is no entry yet.</summary>
    /// <exception cref="StoreUnavailableException">It could not be kept.</exception>
    public SignedCheckpoint? Sign()
    {
        lock (gate)
        {
            var (size, root) = log.Head;
            if (notSigning is not null || key is null || size == 0 || latest?.Checkpoint.Size == size)
            {
                return notSigning is null ? latest : null;
            }

            var signed = SignedCheckpoint.Sign(new Checkpoint(key.Origin, size, root), key.Signer);
            try
            {
                // On disk before anybody sees it: what was shown must be known after a crash.
                DurableFile.Write(store.Folder.Checkpoint, signed.ToString(), DurableFile.OwnerOnly);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new StoreUnavailableException($"A checkpoint could not be kept: {exception.Message}", exception);
            }

            return latest = signed;
        }
    }

    /// <summary>Adds what witnesses signed, if it is of the checkpoint that is the latest still.</summary>
    public void AddCosignatures(Checkpoint cosigned, IReadOnlyList<NoteSignature> signatures)
    {
        lock (gate)
        {
            if (latest?.Checkpoint == cosigned)
            {
                latest = latest.With(signatures);
            }
        }
    }

    /// <summary>Somebody else has a checkpoint that we signed. If this log contradicts it, nothing is signed from now on.</summary>
    /// <param name="where">As in <c>At the witness w</c>.</param>
    public void Compare(SignedCheckpoint seen, string where)
    {
        lock (gate)
        {
            if (notSigning is null && key is not null && KnownCheckpoints.Contradiction(store, key, seen, where) is { } reason)
            {
                notSigning = reason;
                LedgerEvents.NotSigning(logger, reason);
            }
        }
    }

    /// <summary>Goes on under another name and key, when an operator has said that this log is the one to go on with.</summary>
    public LedgerKey Resume()
    {
        lock (gate)
        {
            key = LedgerKey.Supersede(store.Folder);
            latest = null;
            notSigning = null;
            LedgerEvents.SigningAs(logger, key.Origin, store.Size, key.Signer.Verifier.ToString());
            return key;
        }
    }

    /// <summary>The last entry is signed by whoever closes the log.</summary>
    public ValueTask DisposeAsync() => rounds.DisposeAsync();

    private Task SignAsync(CancellationToken stopping)
    {
        Sign();
        return Task.CompletedTask;
    }
}
