using System.Runtime.InteropServices;

namespace Breakwater.Bench.Reporting;

/// <summary>Where the figures come from.</summary>
internal sealed record Machine(DateTimeOffset At, string Processor, int Cores, string System, string Runtime, string LoadAverage)
{
    public static Machine Current() => new(
        TimeProvider.System.GetUtcNow(),
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown",
        Environment.ProcessorCount,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        File.ReadAllText("/proc/loadavg").Trim());
}
