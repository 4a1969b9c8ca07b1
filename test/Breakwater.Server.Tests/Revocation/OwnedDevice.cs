using Breakwater.Contracts.Admin;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Revocation;

/// <summary>What can be taken away: a device, and an owner's access to it.</summary>
internal sealed record OwnedDevice(EnrolledDevice Device, Owner Owner, GrantSummary Grant)
{
    public static async Task<OwnedDevice> CreateAsync(ServerDoors doors, string model = "m1")
    {
        var device = await doors.EnrolAsync(model);
        var person = await doors.Admin.AddOwnerAsync("o");
        var grant = await doors.GrantAsync(person, device.Id);
        return new OwnedDevice(device, await doors.TokenAsync(person), grant);
    }
}
