using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Breakwater.Bench.Paired;

/// <summary>
/// Counts a server's commits to disk with strace(1), in a slice of their own: a traced process is slow.
/// </summary>
internal static class SyncCount
{
    private const int Portions = 80;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>For each operation; null where strace is missing or may not attach.</summary>
    public static async Task<double?> MeasureAsync(Loaded loaded, CancellationToken cancellationToken)
    {
        var (side, scenario) = loaded;
        await scenario.PrepareAsync(cancellationToken);
        await side.Meter.SettledAsync(cancellationToken);
        var file = Path.Combine(Path.GetTempPath(), $"breakwater-syncs-{side.Server.Target.ProcessId}");
        using var strace = Start(side.Server.Target.ProcessId, file);
        if (strace is null || !await IsAttachedAsync(strace, cancellationToken))
        {
            return null;
        }

        try
        {
            var operations = 0;
            for (var portion = 0; portion < Portions; portion++)
            {
                operations += await scenario.RunAsync(cancellationToken);
            }

            await side.Meter.SettledAsync(cancellationToken);
            using var interrupt = Process.Start("kill", ["-INT", strace.Id.ToString(CultureInfo.InvariantCulture)]);
            await strace.WaitForExitAsync(cancellationToken).WaitAsync(Timeout, TimeProvider.System, cancellationToken);
            return File.ReadLines(file).Count(l => l.Contains("sync(", StringComparison.Ordinal)) / (double)operations;
        }
        finally
        {
            if (!strace.HasExited)
            {
                strace.Kill();
            }

            File.Delete(file);
        }
    }

    private static Process? Start(int process, string file)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("strace", ["-f", "-e", "trace=fsync,fdatasync,msync", "-o", file, "-p", $"{process}"])
            {
                RedirectStandardError = true,
            });
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>It says so on its standard error; or why not, and ends.</summary>
    private static async Task<bool> IsAttachedAsync(Process strace, CancellationToken cancellationToken) =>
        await strace.StandardError.ReadLineAsync(cancellationToken).AsTask().WaitAsync(Timeout, TimeProvider.System, cancellationToken) is { } line
        && line.Contains("attached", StringComparison.Ordinal);
}
