using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;

namespace Breakwater.Contracts.Admin;

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
