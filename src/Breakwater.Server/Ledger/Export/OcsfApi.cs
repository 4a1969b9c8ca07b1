using System.Net;
using System.Text.Json;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Ledger.Export;

/// <summary>The attributes of API Activity: <c>api</c>, <c>src_endpoint</c>, <c>http_request</c>, <c>http_response</c>.</summary>
internal static class OcsfApi
{
    // The enum of OCSF 1.5.0, which has no PATCH.
    private static readonly HashSet<string> Methods = ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT", "TRACE"];

    public static void Write(Utf8JsonWriter json, LedgerEntry<SubjectId> entry, LedgerEntryView view)
    {
        json.WriteStartObject("api"u8);
        json.WriteString("operation"u8, entry.Operation);
        if (entry.WayIn is not null)
        {
            json.WriteStartObject("service"u8);
            json.WriteString("name"u8, entry.WayIn);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        WriteSource(json, entry, view);
        WriteRequest(json, entry);
        WriteResponse(json, entry);
    }

    /// <summary>Required of every API activity, also where there is no address: on the admin socket, or once it is forgotten.</summary>
    private static void WriteSource(Utf8JsonWriter json, LedgerEntry<SubjectId> entry, LedgerEntryView view)
    {
        json.WriteStartObject("src_endpoint"u8);
        if (entry.Source is { } source)
        {
            json.WriteString("uid"u8, source.ToString());
        }

        if (AddressOf(view.Source) is { } address)
        {
            json.WriteString(IPAddress.TryParse(address, out _) ? "ip"u8 : "name"u8, address);
        }
        else if (entry.Source is null)
        {
            json.WriteString("name"u8, view.Credential == "socket" ? "admin-socket" : "unknown");
        }

        json.WriteEndObject();
    }

    /// <summary>The address in <c>ip:192.0.2.1@2026-11</c>, which is how the ledger names one.</summary>
    private static string? AddressOf(string? source)
    {
        var text = source.AsSpan();
        text = text.StartsWith("ip:", StringComparison.Ordinal) ? text[3..] : text;
        var month = text.IndexOf('@');
        text = month < 0 ? text : text[..month];
        return text.IsEmpty ? null : text.ToString();
    }

    private static void WriteRequest(Utf8JsonWriter json, LedgerEntry<SubjectId> entry)
    {
        if (entry.WayIn?.Split(' ', 2) is not [var method, ['/', ..] path])
        {
            return;
        }

        json.WriteStartObject("http_request"u8);
        if (Methods.Contains(method))
        {
            json.WriteString("http_method"u8, method);
        }

        json.WriteStartObject("url"u8);
        json.WriteString("path"u8, path);
        json.WriteEndObject();
        if (entry.BytesIn > 0)
        {
            json.WriteNumber("body_length"u8, entry.BytesIn);
        }

        json.WriteEndObject();
    }

    private static void WriteResponse(Utf8JsonWriter json, LedgerEntry<SubjectId> entry)
    {
        if (entry.Status is not { } status)
        {
            return;
        }

        json.WriteStartObject("http_response"u8);
        json.WriteNumber("code"u8, status);
        if (entry.BytesOut > 0)
        {
            json.WriteNumber("body_length"u8, entry.BytesOut);
        }

        json.WriteEndObject();
    }
}
