using System.Text.Json;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Ledger.Export;

/// <summary>What an entry says and its class has no attribute for: traffic, and outside of API Activity the operation itself.</summary>
internal static class OcsfUnmapped
{
    public static void Write(Utf8JsonWriter json, LedgerEntry<SubjectId> entry, LedgerEntryView view)
    {
        var access = entry.Type.IsAccess();
        var details = entry.Unmapped();
        var traffic = entry.BytesIn != 0 || entry.BytesOut != 0;
        if (access && !traffic && details.IsEmpty && view.Message is null)
        {
            return;
        }

        json.WriteStartObject("unmapped"u8);
        if (!access)
        {
            json.WriteString("operation"u8, entry.Operation);
            WriteText(json, "way_in"u8, entry.WayIn);
            WriteText(json, "grant"u8, entry.Grant);
        }

        WriteText(json, "text"u8, view.Message);
        if (traffic)
        {
            json.WriteStartObject("traffic"u8);
            json.WriteNumber("bytes_in"u8, entry.BytesIn);
            json.WriteNumber("bytes_out"u8, entry.BytesOut);
            json.WriteEndObject();
        }

        if (!details.IsEmpty)
        {
            json.WriteStartObject("details"u8);
            foreach (var (name, value) in details)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }
}
