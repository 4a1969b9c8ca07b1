using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Breakwater.Server.Ledger.Entries;

/// <summary>
/// How an entry is written: one JSON object, with the field names of OCSF where it has them, in one order and without what is not set, so that the same entry
/// is always the same bytes.
/// </summary>
public static class EntryJson
{
    /// <summary>Bytes. A bundle's entries have a length prefix of 16 bits (C2SP tlog-tiles).</summary>
    public const int LongestEntry = ushort.MaxValue;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void Write(IBufferWriter<byte> output, LedgerEntry<SubjectId> entry)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteNumber("time"u8, entry.Time.ToUnixTimeMilliseconds());
        json.WriteNumber("type_uid"u8, (int)entry.Type);
        json.WriteNumber("status_id"u8, entry.Refusal is null ? 1 : 2);
        WriteText(json, "status_detail"u8, entry.Refusal);
        WriteActor(json, entry);
        WriteUid(json, "src_endpoint"u8, entry.Source?.ToString());
        json.WriteStartObject("api"u8);
        json.WriteString("operation"u8, entry.Operation);
        if (entry.WayIn is not null)
        {
            json.WriteStartObject("service"u8);
            json.WriteString("name"u8, entry.WayIn);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        WriteUid(json, "device"u8, entry.Device?.ToString());
        WriteGrant(json, entry.Grant);
        WriteUid(json, "ticket"u8, entry.Case);
        WriteAnswer(json, entry);
        WriteCount(json, entry);
        WriteMessage(json, entry.Message);
        WriteDetails(json, entry.Unmapped());
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">It is not an entry.</exception>
    public static LedgerEntry<SubjectId> Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return EntryReader.Read(utf8);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException or IndexOutOfRangeException)
        {
            throw new FormatException($"It is not an entry: {exception.Message}", exception);
        }
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteUid(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? uid)
    {
        if (uid is not null)
        {
            json.WriteStartObject(name);
            json.WriteString("uid"u8, uid);
            json.WriteEndObject();
        }
    }

    private static void WriteActor(Utf8JsonWriter json, LedgerEntry<SubjectId> entry)
    {
        json.WriteStartObject("actor"u8);
        json.WriteStartObject("user"u8);
        json.WriteString("type"u8, entry.Role);
        WriteText(json, "uid"u8, entry.Actor?.ToString());
        json.WriteEndObject();
        WriteUid(json, "session"u8, entry.Credential?.ToString());
        json.WriteEndObject();
    }

    private static void WriteGrant(Utf8JsonWriter json, string? grant)
    {
        if (grant is not null)
        {
            json.WriteStartArray("authorizations"u8);
            json.WriteStartObject();
            WriteUid(json, "policy"u8, grant);
            json.WriteEndObject();
            json.WriteEndArray();
        }
    }

    private static void WriteAnswer(Utf8JsonWriter json, LedgerEntry<SubjectId> entry)
    {
        if (entry.Status is { } status)
        {
            json.WriteStartObject("http_response"u8);
            json.WriteNumber("code"u8, status);
            json.WriteEndObject();
        }

        if (entry.BytesIn != 0 || entry.BytesOut != 0)
        {
            json.WriteStartObject("traffic"u8);
            json.WriteNumber("bytes_in"u8, entry.BytesIn);
            json.WriteNumber("bytes_out"u8, entry.BytesOut);
            json.WriteEndObject();
        }
    }

    private static void WriteCount(Utf8JsonWriter json, LedgerEntry<SubjectId> entry)
    {
        if (entry.Count != 1)
        {
            json.WriteNumber("count"u8, entry.Count);
        }

        if (entry.Start is { } start)
        {
            json.WriteNumber("start_time"u8, start.ToUnixTimeMilliseconds());
        }

        if (entry.End is { } end)
        {
            json.WriteNumber("end_time"u8, end.ToUnixTimeMilliseconds());
        }
    }

    private static void WriteMessage(Utf8JsonWriter json, Message<SubjectId>? message)
    {
        if (message is not null)
        {
            json.WriteStartObject("message_sealed"u8);
            json.WriteString("key"u8, message.Subject.ToString());
            json.WriteString("data"u8, message.Text);
            json.WriteEndObject();
        }
    }

    private static void WriteDetails(Utf8JsonWriter json, ImmutableSortedDictionary<string, string> details)
    {
        if (!details.IsEmpty)
        {
            json.WriteStartObject("unmapped"u8);
            foreach (var (name, value) in details)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }
    }
}
