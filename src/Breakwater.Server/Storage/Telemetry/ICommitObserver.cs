namespace Breakwater.Server.Storage.Telemetry;

/// <summary>Learns that a batch it put records into is on disk, or never will be. Called on the committing thread: hand over and return.</summary>
public interface ICommitObserver
{
    void OnCommitted(long batch);

    void OnCommitFailed(long batch);
}
