namespace Breakwater.Bench.Paired.Scenarios;

/// <summary>One load against one server, in portions that are all alike.</summary>
internal interface IScenario : IAsyncDisposable
{
    /// <summary>What the portions of a slice need and must not be charged.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>A portion, some hundredths of a second; returns how many operations it was.</summary>
    Task<int> RunAsync(CancellationToken cancellationToken);
}
