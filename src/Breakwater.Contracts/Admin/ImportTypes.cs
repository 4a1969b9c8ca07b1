using System.Text.Json.Serialization;

namespace Breakwater.Contracts.Admin;

/// <summary>One row of a factory manifest. A row without a claim cannot be sent: the client makes claims before it imports.</summary>
/// <param name="Line">Of the operator's file, from 1; errors name it.</param>
public sealed record ManifestRow(int Line, string Serial, string Model, string Claim);

/// <summary>One line of the answer to an import (newline-delimited JSON): progress, errors by line, then the outcome.</summary>
public sealed record ImportReport(
    [property: JsonPropertyName("event")] ImportReportKind Kind,
    int Rows = 0,
    int Total = 0,
    int Line = 0,
    string? Message = null);

[JsonConverter(typeof(JsonStringEnumConverter<ImportReportKind>))]
public enum ImportReportKind
{
    /// <summary><c>rows</c> of <c>total</c> are checked or written.</summary>
    [JsonStringEnumMemberName("progress")]
    Progress,

    /// <summary>The row at <c>line</c> is bad; nothing will be imported.</summary>
    [JsonStringEnumMemberName("error")]
    Error,

    /// <summary>All <c>rows</c> are imported and on disk.</summary>
    [JsonStringEnumMemberName("imported")]
    Imported,

    /// <summary>Nothing was imported; the errors before say why.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,
}

/// <param name="Claim">The new claim: shown once, stored as a hash.</param>
public sealed record ClaimIssued(string Serial, string Claim);
