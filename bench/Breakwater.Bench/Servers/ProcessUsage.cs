using System.Globalization;

namespace Breakwater.Bench.Servers;

/// <summary>What the kernel accounts to a process: proc_pid_stat(5) and proc_pid_status(5).</summary>
internal static class ProcessUsage
{
    /// <summary>USER_HZ, which is 100 on every Linux that .NET runs on.</summary>
    private const long TicksOfClock = TimeSpan.TicksPerSecond / 100;

    /// <summary>User and system time of all its threads, the ended ones too.</summary>
    public static TimeSpan Cpu(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");

        // Fields 14 and 15; the name (field 2) may hold blanks, so they are counted behind it.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromTicks((Number(fields[11]) + Number(fields[12])) * TicksOfClock);
    }

    /// <summary>Resident set size.</summary>
    public static long ResidentBytes(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return Number(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
