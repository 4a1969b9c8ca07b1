using Breakwater.Bench.Reporting;
using Breakwater.Bench.Servers;
using Breakwater.Contracts.Admin;

namespace Breakwater.Bench.Fleet;

/// <summary>The devices of a run: made here, imported as a factory would, enrolled as they would at home.</summary>
internal static class BenchFleet
{
    private const int Concurrency = 8;

    /// <summary>Imported, not enrolled.</summary>
    public static async Task<BenchDevice[]> ImportAsync(BreakwaterServer server, int count, CancellationToken cancellationToken)
    {
        Progress.Say($"importing {count} devices");
        var devices = new BenchDevice[count];
        Parallel.For(0, count, i => devices[i] = new BenchDevice(i));
        await foreach (var report in server.Admin.ImportDevicesAsync(devices.Select((d, i) => d.ToManifestRow(i + 1)), cancellationToken))
        {
            if (report.Kind is ImportReportKind.Error or ImportReportKind.Refused)
            {
                throw new InvalidOperationException($"The import failed at line {report.Line}: {report.Message}");
            }
        }

        return devices;
    }

    public static async Task<BenchDevice[]> EnrollAsync(BreakwaterServer server, int count, CancellationToken cancellationToken)
    {
        var devices = await ImportAsync(server, count, cancellationToken);
        Progress.Say($"enrolling {count} devices over EST");
        var est = new EstClient(server.DevicesHttps);
        await Parallel.ForEachAsync(
            devices,
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
            async (device, cancel) => device.Accept(await est.EnrollAsync(device, device.Request(), cancel)));
        return devices;
    }
}
