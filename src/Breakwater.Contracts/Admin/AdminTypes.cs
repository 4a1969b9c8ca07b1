using System.Text.Json.Serialization;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;

namespace Breakwater.Contracts.Admin;

/// <summary>How far an ending has come: everything that it ended is over when nothing is unconfirmed.</summary>
/// <param name="Number">Of the ending.</param>
/// <param name="Unconfirmed">Uses that may still be in the middle of something; they can begin nothing more.</param>
public sealed record EndingStatus(long Number, int Unconfirmed);

/// <summary>What the registry says of a device; nothing that the device reported.</summary>
/// <param name="Certificate">Of the newest: <c>pending</c> (not used yet), <c>active</c>, <c>superseded</c> or <c>revoked</c>. Null: it has none.</param>
public sealed record DeviceStanding(
    DeviceId Id, string Serial, string Model, DeviceState State, string? Certificate = null, DateTimeOffset? CertificateEndsAt = null);

/// <summary>A device as an operator sees it.</summary>
/// <param name="Claim"><c>unused</c>, <c>used</c> or <c>none</c>.</param>
public sealed record DeviceDetails(
    DeviceSummary Device,
    string Claim,
    DateTimeOffset ImportedAt,
    DateTimeOffset? EnrolledAt,
    IReadOnlyList<DeviceCertificate> Certificates);

/// <summary>A certificate that was issued to a device.</summary>
/// <param name="Status"><c>pending</c> (not used yet), <c>active</c>, <c>superseded</c> or <c>revoked</c>.</param>
/// <param name="Sha256">Of the DER encoding, lower-case hexadecimal.</param>
public sealed record DeviceCertificate(string SerialNumber, string Sha256, string Status, DateTimeOffset NotBefore, DateTimeOffset NotAfter);

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

public sealed record OperatorReason(string Reason);

/// <param name="Claim">The new claim: shown once, stored as a hash.</param>
public sealed record ClaimIssued(string Serial, string Claim);

public sealed record PersonRequest(string Name);

/// <summary>An owner or a service.</summary>
/// <param name="DisabledAt">Since when nothing of it counts; null: it is not disabled.</param>
public sealed record Person(PrincipalId Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? DisabledAt = null);

/// <param name="Scopes">Action names such as <c>twin:read</c>; each must be known.</param>
/// <param name="ExpiresInSeconds">60 to 7,776,000 (90 days).</param>
public sealed record TokenRequest(PrincipalId Principal, string Name, IReadOnlyList<string> Scopes, int ExpiresInSeconds);

/// <param name="Token">Shown once, stored as a hash.</param>
public sealed record TokenIssued(string Id, string Token, PrincipalId Principal, IReadOnlyList<string> Scopes, DateTimeOffset ExpiresAt);

/// <param name="PrincipalDisabledAt">Since when it opens nothing, because whose it is is disabled; null: that is not so.</param>
public sealed record TokenSummary(
    string Id,
    string Name,
    PrincipalId Principal,
    IReadOnlyList<string> Scopes,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    bool Revoked,
    DateTimeOffset? PrincipalDisabledAt = null);

/// <summary>Gives a principal actions on one device, or (services only) on a group of devices or the whole fleet.</summary>
/// <param name="Device">A device id or serial; null means the group or the fleet.</param>
/// <param name="ExpiresInSeconds">Null: until revoked (owners only).</param>
/// <param name="CommandClass">Of commands, those up to this class.</param>
/// <param name="Group">A group's name.</param>
/// <param name="Devices">Of a service, on a group or the fleet: distinct devices that may be touched under it in a window, 1 to 100,000. Null: what the server is set to.</param>
/// <param name="WindowSeconds">60 to 604,800 (7 days), with <paramref name="Devices"/>; null: what the server is set to.</param>
public sealed record GrantRequest(
    PrincipalId Principal,
    string? Device,
    IReadOnlyList<string> Actions,
    int? ExpiresInSeconds,
    string Reason,
    CommandClass CommandClass = CommandClass.Moves,
    string? Group = null,
    int? Devices = null,
    int? WindowSeconds = null);

/// <param name="Devices">Distinct devices that may be touched under it in <paramref name="WindowSeconds"/>; null: no number of its own holds for it.</param>
/// <param name="IsDefaultBudget">It states none, so that number is what the server is set to.</param>
public sealed record GrantSummary(
    string Id,
    PrincipalId Principal,
    DeviceId? Device,
    IReadOnlyList<string> Actions,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    string Reason,
    CommandClass CommandClass,
    string? Group = null,
    int? Devices = null,
    int? WindowSeconds = null,
    bool IsDefaultBudget = false);

/// <summary>Gives a principal actions on many devices, each by a grant of its own: all of them, or none.</summary>
/// <param name="Devices">Ids or serials; one that is named twice counts once.</param>
/// <param name="ExpiresInSeconds">Null: until revoked (owners only).</param>
/// <param name="CommandClass">Of commands, those up to this class.</param>
public sealed record BulkGrantRequest(
    PrincipalId Principal,
    IReadOnlyList<string> Devices,
    IReadOnlyList<string> Actions,
    int? ExpiresInSeconds,
    string Reason,
    CommandClass CommandClass = CommandClass.Moves);

public sealed record BulkGrants(PrincipalId Principal, IReadOnlyList<DeviceGrant> Grants);

/// <param name="Id">The grant's.</param>
public sealed record DeviceGrant(string Id, DeviceId Device);

/// <summary>A group of devices: those of a model that carry all of the tags.</summary>
/// <param name="Name">1 to 64 of a-z, 0-9 and - _ . :</param>
/// <param name="Model">Null: any.</param>
/// <param name="Tags">At most 8.</param>
public sealed record GroupRequest(string? Name, string? Model, IReadOnlyList<string>? Tags);

public sealed record GroupSummary(string Name, string? Model, IReadOnlyList<string> Tags, DateTimeOffset CreatedAt);

/// <summary>Puts tags on a device and takes tags off.</summary>
public sealed record TagRequest(IReadOnlyList<string>? Add, IReadOnlyList<string>? Remove);

public sealed record DeviceTagList(DeviceId Device, IReadOnlyList<string> Tags);

/// <summary>One declared way in.</summary>
/// <param name="Protocol"><c>http</c> or <c>mqtt</c>.</param>
/// <param name="Name">Method and route, or packet.</param>
/// <param name="Action">The action that it asks the gate for; null when anybody may come.</param>
/// <param name="Cost">What one use takes from the principal's rate limit, in tokens.</param>
/// <param name="DecidedAs">Of a packet that can carry several things: each meaning, and the action that it is decided as.</param>
public sealed record SurfaceEntry(
    string Listener,
    string Protocol,
    string Name,
    IReadOnlyList<PrincipalKind> Principals,
    string? Action,
    int Cost,
    IReadOnlyDictionary<string, string>? DecidedAs = null);

/// <summary>Printed by <c>breakwater serve --output json</c>, once every listener is ready.</summary>
/// <param name="Listeners">Name and bound address, as in <c>"devices-mqtt": "127.0.0.1:8883"</c>.</param>
public sealed record ServerReady(
    [property: JsonPropertyName("event")] string Event,
    string Version,
    int ProcessId,
    string DataFolder,
    string CaBundle,
    string AdminSocket,
    IReadOnlyDictionary<string, string> Listeners,
    IReadOnlyList<string> FirstDevice);
