using System.Text.Json;
using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Storage;
using Microsoft.AspNetCore.Http.Features;

namespace Breakwater.Server.Enrollment;

/// <summary>
/// One import: rows in, reports out, both newline-delimited JSON and both at once. Errors come after the last row was read, since a client may not
/// listen before it has sent everything.
/// </summary>
internal sealed class ImportAnswer(HttpContext context, ManifestImport import, EnrollmentOptions options, TimeProvider time)
{
    /// <summary>Rows between two reports; ten for the 100,000 of a large batch.</summary>
    private const int ProgressRows = 10_000;

    /// <summary>Bytes of a row that are allowed for, on average; one row at its longest takes 330.</summary>
    private const long BytesPerRow = 512;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(250);

    public async Task RunAsync(FleetPermit permit)
    {
        permit.Demand(DeviceAction.ImportDevices);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = options.MaximumImportRows * BytesPerRow;
        }

        context.Response.ContentType = "application/jsonl";
        context.Response.Headers.CacheControl = "no-store";
        var manifest = new StagedManifest(options);
        await ManifestReader.ReadAsync(
            context.Request.BodyReader,
            manifest,
            ProgressRows,
            () => SendAsync(new ImportReport(ImportReportKind.Progress, manifest.Read)),
            context.RequestAborted);
        if (manifest.Faults.Count > 0)
        {
            await RefuseAsync(manifest.Faults, manifest.Read);
            return;
        }

        try
        {
            var (faults, recorded) = await WriteAsync(permit, manifest.Rows);
            if (faults.Count > 0)
            {
                await RefuseAsync(faults, manifest.Read);
                return;
            }

            await SendAsync(new ImportReport(
                ImportReportKind.Imported,
                manifest.Rows.Count,
                manifest.Rows.Count,
                Message: recorded ? null : "The ledger could not take the entry in time; it will."));
        }
        catch (StoreUnavailableException exception)
        {
            // The status went out with the first report; the last report says it instead.
            var message = exception.MayHaveHappened ? $"It may have been imported; look before you import again. {exception.Message}" : exception.Message;
            await SendAsync(new ImportReport(ImportReportKind.Refused, 0, manifest.Read, Message: message));
        }
    }

    private async Task<(ManifestFaults Faults, bool Recorded)> WriteAsync(FleetPermit permit, IReadOnlyList<StagedRow> rows)
    {
        var written = 0;
        var writing = import.WriteAsync(permit, rows, count => Volatile.Write(ref written, count), context.RequestAborted);
        while (await Task.WhenAny(writing, Task.Delay(ProgressInterval, time, context.RequestAborted)) != writing)
        {
            await SendAsync(new ImportReport(ImportReportKind.Progress, Volatile.Read(ref written), rows.Count));
        }

        return await writing;
    }

    private async Task RefuseAsync(ManifestFaults faults, int total)
    {
        import.ReportRefused(total, faults.Count);
        foreach (var fault in faults.Reports)
        {
            await SendAsync(fault);
        }

        var message = faults.Unreported > 0
            ? $"Nothing was imported: {faults.Count} rows are bad, of which {faults.Unreported} are not listed."
            : $"Nothing was imported: {faults.Count} rows are bad.";
        await SendAsync(new ImportReport(ImportReportKind.Refused, 0, total, Message: message));
    }

    private async Task SendAsync(ImportReport report)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(report, ContractsJson.Default.ImportReport), (byte)'\n'];
        await context.Response.BodyWriter.WriteAsync(line, context.RequestAborted);
    }
}
