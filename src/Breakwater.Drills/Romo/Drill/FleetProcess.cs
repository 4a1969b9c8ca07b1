using System.Collections.Concurrent;
using System.Text.Json;
using Breakwater.Drills.Control;
using Breakwater.Drills.Fleet;
using Breakwater.Drills.Fleet.Hosting;
using Breakwater.Drills.Processes;
using Breakwater.Drills.Romo.Evidence;

namespace Breakwater.Drills.Romo.Drill;

/// <summary>The fleet as a process, seen from the drill.</summary>
internal sealed class FleetProcess : IAsyncDisposable
{
    private readonly ChildProcess process;
    private readonly DrillMonitor monitor;
    private readonly KnownEffects effects;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<FleetLine>> awaited = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Task listening;

    private FleetProcess(ChildProcess process, DrillMonitor monitor, KnownEffects effects)
    {
        this.process = process;
        this.monitor = monitor;
        this.effects = effects;
        listening = ListenAsync();
    }

    public long PeakMemory => process.PeakMemory();

    /// <summary>Completes when every robot is connected, or has failed to.</summary>
    public static async Task<FleetProcess> StartAsync(
        ChildCommand command, FleetSpec spec, DrillMonitor monitor, KnownEffects effects, TimeProvider time, CancellationToken cancellationToken)
    {
        var fleet = new FleetProcess(ChildProcess.Start("fleet", command, [], time), monitor, effects);
        try
        {
            await fleet.AskAsync(JsonSerializer.Serialize(spec, FleetJson.Default.FleetSpec), "ready", cancellationToken);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    public Task<FleetProgress> MeasureAsync(IReadOnlyList<string> exclude, CancellationToken cancellationToken) =>
        AskAsync(new FleetCommand("measure", Exclude: exclude), "measuring", cancellationToken);

    public Task<FleetProgress> SettleAsync(CancellationToken cancellationToken) => AskAsync(new FleetCommand("settle"), "settled", cancellationToken);

    public Task<FleetProgress> AttachAsync(OpenBrokerAddress broker, CancellationToken cancellationToken) =>
        AskAsync(new FleetCommand("attach", Broker: broker), "attached", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await process.DisposeAsync();
        await listening;
        stopping.Dispose();
    }

    private Task<FleetProgress> AskAsync(FleetCommand command, string answer, CancellationToken cancellationToken) =>
        AskAsync(JsonSerializer.Serialize(command, FleetJson.Default.FleetCommand), answer, cancellationToken);

    private async Task<FleetProgress> AskAsync(string line, string answer, CancellationToken cancellationToken)
    {
        var arrival = awaited.GetOrAdd(answer, _ => new TaskCompletionSource<FleetLine>(TaskCreationOptions.RunContinuationsAsynchronously));
        await process.WriteLineAsync(line);
        var done = await Task.WhenAny(arrival.Task, listening).WaitAsync(cancellationToken);
        if (done == listening)
        {
            throw process.Failed("ended before it was done.");
        }

        awaited.TryRemove(answer, out _);
        return (await arrival.Task).Progress ?? FleetProgress.None;
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                var line = JsonSerializer.Deserialize(await process.ReadLineAsync(stopping.Token), FleetJson.Default.FleetLine);
                if (line is null)
                {
                    continue;
                }

                if (line.Progress is { } progress)
                {
                    monitor.Change(now => now with { Fleet = progress });
                }

                if (line is { Event: "effect", Serial: { } serial, Mark: { } mark })
                {
                    effects.Add(mark, serial);
                }
                else if (line.Event == "failed")
                {
                    Fail(process.Failed($"failed: {line.Detail}"));
                }
                else if (awaited.TryGetValue(line.Event, out var arrival))
                {
                    arrival.TrySetResult(line);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ChildFailedException or JsonException or IOException)
        {
            Fail(process.Failed("ended."));
        }
    }

    private void Fail(ChildFailedException failure)
    {
        foreach (var arrival in awaited.Values)
        {
            arrival.TrySetException(failure);
        }
    }
}
