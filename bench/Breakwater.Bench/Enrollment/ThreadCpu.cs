using System.Runtime.InteropServices;

namespace Breakwater.Bench.Enrollment;

/// <summary>Processor time of the calling thread, by which two ends of a handshake in one process can be told apart (clock_gettime(2)).</summary>
internal static partial class ThreadCpu
{
    private const int ThreadClock = 3;

    public static TimeSpan Now() => ClockGetTime(ThreadClock, out var time) == 0
        ? TimeSpan.FromTicks((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / TimeSpan.NanosecondsPerTick))
        : throw new InvalidOperationException(Marshal.GetLastPInvokeErrorMessage());

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
