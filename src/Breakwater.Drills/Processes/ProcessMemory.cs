using System.Globalization;

namespace Breakwater.Drills.Processes;

/// <summary>What the kernel knows about a process's memory.</summary>
internal static class ProcessMemory
{
    /// <summary>The most that it ever had resident (VmHWM, proc(5)), bytes; 0 where the system does not say.</summary>
    public static long Peak(int processId)
    {
        try
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/status");
            var line = File.ReadLines(path).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) ?? "";
            return line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is [_, var kilobytes, ..]
                ? long.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024
                : 0;
        }
        catch (Exception exception) when (exception is IOException or FormatException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
