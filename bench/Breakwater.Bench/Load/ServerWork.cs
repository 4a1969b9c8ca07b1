using Breakwater.Bench.Servers;

namespace Breakwater.Bench.Load;

/// <summary>What a load cost a server.</summary>
/// <param name="Cpu">Processor time of the server, with what it still did after the last answer.</param>
/// <param name="Wall">From the first request to the last answer.</param>
internal readonly record struct ServerWork(TimeSpan Cpu, TimeSpan Wall)
{
    public static async Task<ServerWork> MeasureAsync(int process, Func<Task> load, CancellationToken cancellationToken)
    {
        await ServerSettling.UntilIdleAsync(process, cancellationToken);
        var cpu = ProcessUsage.Cpu(process);
        var started = TimeProvider.System.GetTimestamp();
        await load();
        var wall = TimeProvider.System.GetElapsedTime(started);
        await ServerSettling.UntilIdleAsync(process, cancellationToken);
        return new ServerWork(ProcessUsage.Cpu(process) - cpu, wall);
    }

    public double CpuMicroseconds(long operations) => Cpu.TotalMicroseconds / operations;

    public double Rate(long operations) => operations / Wall.TotalSeconds;
}
