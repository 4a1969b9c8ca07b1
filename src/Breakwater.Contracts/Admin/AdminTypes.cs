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

public sealed record OperatorReason(string Reason);

/// <summary>One declared way in.</summary>
/// <param name="Protocol"><c>http</c> or <c>mqtt</c>.</param>
/// <param name="Name">Method and route, or packet.</param>
/// <param name="Action">The action that it asks the gate for; null when anybody may come.</param>
/// <param name="Cost">What one use takes from the principal's rate limit, in tokens.</param>
/// <param name="DecidedAs">Of a packet that can carry several things: each meaning, and the action that it is decided as.</param>
public sealed record DeclaredWayIn(
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
