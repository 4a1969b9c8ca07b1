using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Telemetry;

namespace Breakwater.Server.Gateway.Publishing;

/// <summary>Waits for the commit of one record.</summary>
internal sealed class CommitWait : ICommitObserver
{
    private readonly TaskCompletionSource committed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Fails with a <see cref="StoreUnavailableException"/> when the commit does.</summary>
    public Task Committed => committed.Task;

    public void OnCommitted(long batch) => committed.TrySetResult();

    public void OnCommitFailed(long batch) => committed.TrySetException(new StoreUnavailableException("The telemetry commit failed."));
}
