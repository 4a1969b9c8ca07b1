using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Tiles;

namespace Breakwater.Transparency.Verification;

/// <summary>Verifies a log from its tiles and entries alone, as anybody can who was given its key (C2SP tlog-tiles).</summary>
/// <param name="fetch">Reads a tile or a bundle; null where the log has none. What it throws comes out of the methods here. A partial one
/// that is gone is looked for in the full one.</param>
public sealed class TileLog(Func<TileAddress, CancellationToken, ValueTask<ReadOnlyMemory<byte>?>> fetch)
{
    private readonly TileReader _reader = new(fetch);

    /// <summary>Reads the whole log and recomputes every hash of it. Memory stays the same however large the log: one bundle, and a tile a
    /// level.</summary>
    /// <param name="logKeys">Ed25519 keys of trusted logs, each named like its log's origin.</param>
    public async Task<TileLogReport> VerifyAsync(
        SignedCheckpoint checkpoint, IReadOnlyCollection<NoteVerifier> logKeys, CancellationToken cancellationToken) =>
        TileLogReport.Of(checkpoint.Verify(logKeys))
            ?? await new LogRebuild(_reader, checkpoint.Checkpoint).RunAsync(cancellationToken);

    /// <summary>Whether the log at the newer checkpoint begins with the log at the older one. Reads the few tiles that the proof
    /// needs.</summary>
    /// <inheritdoc cref="VerifyAsync"/>
    public async Task<TileLogReport> IsConsistentAsync(
        SignedCheckpoint older, SignedCheckpoint newer, IReadOnlyCollection<NoteVerifier> logKeys, CancellationToken cancellationToken) =>
        TileLogReport.Of(older.Verify(logKeys))
            ?? TileLogReport.Of(newer.Verify(logKeys))
            ?? await new ConsistencyCheck(_reader, older.Checkpoint, newer.Checkpoint).RunAsync(cancellationToken);
}
