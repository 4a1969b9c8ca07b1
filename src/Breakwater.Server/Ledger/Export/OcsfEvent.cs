using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Breakwater.Contracts;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Ledger.Export;

/// <summary>
/// Writes an entry as an event of OCSF 1.5.0, complete with what its class requires, and with names where the ledger still knows them. What the class has no
/// attribute for stands in <c>unmapped</c>. The attributes are those of https://github.com/ocsf/ocsf-schema, tag 1.5.0.
/// </summary>
public static class OcsfEvent
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one line, without its newline.</summary>
    /// <exception cref="FormatException">The body is not an entry.</exception>
    public static void Write(IBufferWriter<byte> output, LedgerEntryView view)
    {
        var entry = EntryJson.Read(JsonSerializer.SerializeToUtf8Bytes(view.Body, ContractsJson.Default.JsonElement));
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        WriteClassification(json, entry);
        WriteMetadata(json, entry, view);
        json.WriteString("message"u8, view.Message is null ? entry.Operation : $"{entry.Operation}: {view.Message}");
        OcsfActors.WriteActor(json, entry, view);
        WriteSubject(json, entry, view);
        WriteCount(json, entry);
        OcsfUnmapped.Write(json, entry, view);
        json.WriteEndObject();
    }

    private static void WriteClassification(Utf8JsonWriter json, LedgerEntry<SubjectId> entry)
    {
        json.WriteNumber("category_uid"u8, OcsfNames.CategoryOf(entry.Type));
        json.WriteString("category_name"u8, OcsfNames.Category(entry.Type));
        json.WriteNumber("class_uid"u8, OcsfNames.ClassOf(entry.Type));
        json.WriteString("class_name"u8, OcsfNames.Class(entry.Type));
        json.WriteNumber("activity_id"u8, OcsfNames.ActivityOf(entry.Type));
        json.WriteString("activity_name"u8, OcsfNames.Activity(entry.Type));
        json.WriteNumber("type_uid"u8, (int)entry.Type);
        json.WriteString("type_name"u8, $"{OcsfNames.Class(entry.Type)}: {OcsfNames.Activity(entry.Type)}");
        json.WriteNumber("time"u8, entry.Time.ToUnixTimeMilliseconds());
        json.WriteNumber("severity_id"u8, entry.Refusal is null ? 1 : 2);
        json.WriteString("severity"u8, entry.Refusal is null ? "Informational" : "Low");
        json.WriteNumber("status_id"u8, entry.Refusal is null ? 1 : 2);
        json.WriteString("status"u8, entry.Refusal is null ? "Success" : "Failure");
        if (entry.Refusal is not null)
        {
            json.WriteString("status_detail"u8, entry.Refusal);
        }
    }

    private static void WriteMetadata(Utf8JsonWriter json, LedgerEntry<SubjectId> entry, LedgerEntryView view)
    {
        json.WriteStartObject("metadata"u8);
        json.WriteString("version"u8, OcsfNames.Version);
        WriteProduct(json, "product"u8);
        json.WriteString("log_name"u8, "ledger");
        json.WriteString("uid"u8, view.Entry.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("sequence"u8, view.Entry);
        if (entry.Case is not null)
        {
            json.WriteString("correlation_uid"u8, entry.Case);
        }

        if (HasHostProfile(entry))
        {
            json.WriteStartArray("profiles"u8);
            json.WriteStringValue("host"u8);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>It brings <c>device</c> to every class, and <c>actor</c> to that of starts and stops.</summary>
    private static bool HasHostProfile(LedgerEntry<SubjectId> entry) => entry.Device is not null || OcsfNames.ClassOf(entry.Type) == 6002;

    private static void WriteSubject(Utf8JsonWriter json, LedgerEntry<SubjectId> entry, LedgerEntryView view)
    {
        if (entry.Device is { } device)
        {
            OcsfDevice.Write(json, device);
        }

        switch (OcsfNames.ClassOf(entry.Type))
        {
            case 3001:
                OcsfActors.WriteAbout(json, entry, view);
                break;
            case 3004:
                OcsfDevice.WriteEntity(json, entry, view);
                break;
            case 3005:
                OcsfActors.WriteAbout(json, entry, view);
                WritePrivileges(json, entry);
                OcsfDevice.WriteResources(json, entry);
                break;
            case 6002:
                WriteProduct(json, "app"u8);
                break;
            default:
                OcsfApi.Write(json, entry, view);
                OcsfDevice.WriteResources(json, entry);
                break;
        }
    }

    private static void WritePrivileges(Utf8JsonWriter json, LedgerEntry<SubjectId> entry)
    {
        json.WriteStartArray("privileges"u8);
        foreach (var action in (entry.Details.GetValueOrDefault("actions") ?? $"grant:{entry.Grant}").Split(' '))
        {
            json.WriteStringValue(action);
        }

        json.WriteEndArray();
    }

    private static void WriteProduct(Utf8JsonWriter json, ReadOnlySpan<byte> name)
    {
        json.WriteStartObject(name);
        json.WriteString("name"u8, "Breakwater");
        json.WriteString("vendor_name"u8, "Breakwater");
        json.WriteEndObject();
    }

    private static void WriteCount(Utf8JsonWriter json, LedgerEntry<SubjectId> entry)
    {
        json.WriteNumber("count"u8, entry.Count);
        if (entry.Start is { } start)
        {
            json.WriteNumber("start_time"u8, start.ToUnixTimeMilliseconds());
        }

        if (entry.End is { } end)
        {
            json.WriteNumber("end_time"u8, end.ToUnixTimeMilliseconds());
        }
    }
}
