namespace Breakwater.Server.Tests.Revocation.Interleaving;

/// <summary>A stream that no caller let go, and how it was opened.</summary>
internal sealed record KeptStream(Use Opening, LiveStream Stream);

/// <summary>What was seen from outside of the uses around one ending.</summary>
/// <param name="Begun">Before the ending's first byte left.</param>
/// <param name="Answered">After its answer was read.</param>
/// <param name="AtAnswer">On disk right after that.</param>
/// <param name="StillOpen">A second after that.</param>
/// <param name="IsWaiting">Whether a command was still waited for then.</param>
/// <param name="IsConnected">Whether the device was still connected then.</param>
internal sealed record Trace(
    DateTimeOffset Begun,
    DateTimeOffset Answered,
    Snapshot AtAnswer,
    IReadOnlyCollection<Use> Uses,
    IReadOnlyCollection<KeptStream> Streams,
    IReadOnlyCollection<KeptStream> StillOpen,
    bool IsWaiting,
    bool IsConnected) : IDisposable
{
    /// <summary>Uses that were under way while the ending was.</summary>
    public int Interleavings => Uses.Count(u => u.Begun <= Answered && u.Ended >= Begun);

    public void Dispose()
    {
        foreach (var kept in Streams)
        {
            kept.Stream.Dispose();
        }
    }
}
