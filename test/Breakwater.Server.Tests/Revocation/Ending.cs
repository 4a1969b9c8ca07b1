using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Revocation;

/// <summary>What an ending takes away, and what a use stands on.</summary>
[Flags]
internal enum Standing
{
    None = 0,

    /// <summary>All that is asked for with the owner's token.</summary>
    Token = 1,

    /// <summary>What the owner does with the device.</summary>
    Grant = 2,

    /// <summary>Orders to the device, whoever gives them.</summary>
    Orders = 4,

    /// <summary>Streams of what happens on the device.</summary>
    Streams = 8,

    /// <summary>What the device does with the certificate that it had.</summary>
    Connection = 16,

    /// <summary>The answer to an order that was posted before. Who may still read the device may have it, though a device that is set apart takes no new ones.</summary>
    Waits = 32,
}

/// <param name="RunAsync">When the call returns, the answer has been read.</param>
internal sealed record Ending(string Name, Standing Takes, Func<ServerDoors, OwnedDevice, Task> RunAsync)
{
    private const Standing Device = Standing.Orders | Standing.Streams | Standing.Connection;
    private const Standing DeviceForGood = Device | Standing.Waits;

    /// <summary>Every way to take access away.</summary>
    public static readonly IReadOnlyList<Ending> All =
    [
        new("token", Standing.Token, (doors, owned) => doors.Admin.RevokeTokenAsync(owned.Owner.Token.Id)),
        new("disable", Standing.Token, (doors, owned) => doors.Admin.DisableAsync(owned.Owner.Person.Id, "test")),
        new("grant", Standing.Grant, (doors, owned) => doors.Admin.RevokeGrantAsync(owned.Grant.Id)),
        new("quarantine", Device, (doors, owned) => doors.Admin.ChangeDeviceAsync(owned.Device.Serial, "quarantine", "test")),
        new("revoke", DeviceForGood, (doors, owned) => doors.Admin.ChangeDeviceAsync(owned.Device.Serial, "revoke", "test")),
        new("retire", DeviceForGood, (doors, owned) => doors.Admin.ChangeDeviceAsync(owned.Device.Serial, "retire", "test")),
        new("reclaim", Standing.Connection, EnrolAgainAsync),
        new("renewal", Standing.Connection, UseNewerAsync),
    ];

    public static Ending Of(string name) => All.Single(e => e.Name == name);

    /// <summary>Recovery: enrolment by a claim that the operator has just made ends all earlier certificates.</summary>
    private static async Task EnrolAgainAsync(ServerDoors doors, OwnedDevice owned)
    {
        var claim = await doors.Admin.ReclaimDeviceAsync(owned.Device.Serial, "test");
        await doors.EnrolAsync(claim.Serial, claim.Claim);
    }

    /// <summary>The first use of a newer certificate ends the one before; it is used elsewhere, so that no connection takes another's place.</summary>
    private static async Task UseNewerAsync(ServerDoors doors, OwnedDevice owned) => await doors.RenewAsync(await doors.RenewAsync(owned.Device));
}
