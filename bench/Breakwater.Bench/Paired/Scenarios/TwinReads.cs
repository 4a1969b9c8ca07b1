using Breakwater.Bench.Paired.Sides;

namespace Breakwater.Bench.Paired.Scenarios;

/// <summary>Owners read the twins of their devices, over kept connections.</summary>
/// <param name="concurrency">Requests at once; 1: one owner alone. They are spread over the owners, because a principal may have 64 in progress.</param>
internal sealed class TwinReads(Side side, int requests, int concurrency) : IScenario
{
    private readonly HttpClient http = side.Client();

    public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(async lane =>
        {
            var owner = lane % side.Owners.Count;
            while (Interlocked.Increment(ref next) < requests)
            {
                await side.Owners[owner].ReadTwinAsync(http, side.Devices[owner], cancellationToken);
            }
        }));
        return requests;
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }
}
