using System.Runtime.InteropServices;

namespace Breakwater.Bench.Servers;

/// <summary>
/// Processor time of another process, the ended threads' too, to the nanosecond (clock_getcpuclockid(3)); <c>/proc/PID/stat</c> counts in
/// hundredths of a second, too coarse for a short slice.
/// </summary>
internal readonly partial struct ProcessClock
{
    private readonly int id;

    private ProcessClock(int id) => this.id = id;

    public static ProcessClock Of(int process) => ClockGetCpuClockId(process, out var id) is var error && error == 0
        ? new ProcessClock(id)
        : throw new InvalidOperationException(Marshal.GetPInvokeErrorMessage(error));

    public TimeSpan Now() => ClockGetTime(id, out var time) == 0
        ? TimeSpan.FromTicks((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / TimeSpan.NanosecondsPerTick))
        : throw new InvalidOperationException(Marshal.GetLastPInvokeErrorMessage());

    [LibraryImport("libc", EntryPoint = "clock_getcpuclockid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ClockGetCpuClockId(int process, out int clock);

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ClockGetTime(int clock, out TimeSpecification time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpecification
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
