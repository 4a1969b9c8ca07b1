using Breakwater.Contracts;
using Breakwater.Server.Tests.Hosting;

namespace Breakwater.Server.Tests.Revocation;

/// <summary>What can be taken away: a device, and an owner's access to it.</summary>
internal sealed record OwnedDevice(EnrolledDevice Device, Owner Owner, GrantSummary Grant)
{
    public static async Task<OwnedDevice> CreateAsync(ServerDoors doors)
    {
        var device = await doors.EnrolAsync();
        var person = await doors.Admin.AddOwnerAsync("o");
        var grant = await doors.GrantAsync(person, device.Id);
        return new OwnedDevice(device, await doors.TokenAsync(person), grant);
    }
}

/// <summary>Every way to take access away, by its name. When a call returns, its answer has been read.</summary>
internal static class Endings
{
    public static readonly IReadOnlyDictionary<string, Func<ServerDoors, OwnedDevice, Task>> All = new Dictionary<string, Func<ServerDoors, OwnedDevice, Task>>
    {
        ["token"] = (doors, access) => doors.Admin.RevokeTokenAsync(access.Owner.Token.Id),
        ["grant"] = (doors, access) => doors.Admin.RevokeGrantAsync(access.Grant.Id),
        ["quarantine"] = (doors, access) => doors.Admin.ChangeDeviceAsync(access.Device.Serial, "quarantine", "test"),
        ["revoke"] = (doors, access) => doors.Admin.ChangeDeviceAsync(access.Device.Serial, "revoke", "test"),
        ["retire"] = (doors, access) => doors.Admin.ChangeDeviceAsync(access.Device.Serial, "retire", "test"),
        ["reclaim"] = EnrolAgainAsync,
        ["renewal"] = UseNewerAsync,
    };

    /// <summary>Recovery: enrolment by a claim that the operator has just made ends all earlier certificates.</summary>
    private static async Task EnrolAgainAsync(ServerDoors doors, OwnedDevice access)
    {
        var claim = await doors.Admin.ReclaimDeviceAsync(access.Device.Serial, "test");
        await doors.EnrolAsync(claim.Serial, claim.Claim);
    }

    /// <summary>The first use of a newer certificate ends the one before; it is used elsewhere, so that no connection takes another's place.</summary>
    private static async Task UseNewerAsync(ServerDoors doors, OwnedDevice access) => await doors.RenewAsync(await doors.RenewAsync(access.Device));
}
