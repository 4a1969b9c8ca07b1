using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Breakwater.Contracts;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Export;

namespace Breakwater.Cli.Ledger.Answers;

/// <summary>Writes entries one after another in one of the formats of an export. It owns the stream.</summary>
internal sealed class EntryWriter : IDisposable
{
    private const int FlushAt = 64 * 1024;

    private readonly ArrayBufferWriter<byte> pending = new(FlushAt);
    private readonly Stream output;
    private readonly ExportFormat format;
    private readonly StringWriter row = new(CultureInfo.InvariantCulture);

    public EntryWriter(Stream output, ExportFormat format)
    {
        this.output = output;
        this.format = format;
        if (format == ExportFormat.Csv)
        {
            CsvText.WriteRow(
                row,
                "entry", "time", "type_uid", "operation", "way_in", "outcome", "refusal", "role", "principal", "principal_pseudonym", "credential",
                "credential_pseudonym", "source", "source_pseudonym", "device", "grant", "case", "status", "bytes_in", "bytes_out", "count", "start",
                "end", "about", "message", "details");
            TakeRow();
        }
    }

    public void Write(LedgerEntryView view)
    {
        switch (format)
        {
            case ExportFormat.Csv:
                WriteRow(view);
                TakeRow();
                break;
            case ExportFormat.Ocsf:
                OcsfEvent.Write(pending, view);
                pending.Write("\n"u8);
                break;
            default:
                using (var json = new Utf8JsonWriter(pending))
                {
                    JsonSerializer.Serialize(json, view, ContractsJson.Default.LedgerEntryView);
                }

                pending.Write("\n"u8);
                break;
        }

        if (pending.WrittenCount >= FlushAt)
        {
            output.Write(pending.WrittenSpan);
            pending.ResetWrittenCount();
        }
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync(pending.WrittenMemory, cancellationToken);
        pending.ResetWrittenCount();
        await output.FlushAsync(cancellationToken);
    }

    public void Dispose()
    {
        row.Dispose();
        output.Dispose();
    }

    private void WriteRow(LedgerEntryView view)
    {
        var entry = EntryText.Parse(view);
        CsvText.WriteRow(
            row,
            Number(view.Entry),
            TimeText.Exact(entry.Time),
            Number((int)entry.Type),
            entry.Operation,
            entry.WayIn,
            entry.Refusal is null ? "success" : "failure",
            entry.Refusal,
            entry.Role,
            view.Principal,
            entry.Actor?.ToString(),
            view.Credential,
            entry.Credential?.ToString(),
            EntryText.Address(view.Source),
            entry.Source?.ToString(),
            entry.Device?.ToString(),
            entry.Grant,
            entry.Case,
            entry.Status is { } status ? Number(status) : null,
            Number(entry.BytesIn),
            Number(entry.BytesOut),
            Number(entry.Count),
            entry.Start is { } start ? TimeText.Exact(start) : null,
            entry.End is { } end ? TimeText.Exact(end) : null,
            view.About,
            view.Message,
            string.Join("; ", entry.Unmapped().Select(d => $"{d.Key}={d.Value}")));
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private void TakeRow()
    {
        Encoding.UTF8.GetBytes(row.GetStringBuilder().ToString(), pending);
        row.GetStringBuilder().Clear();
    }
}
