using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;
using Breakwater.Device.Trust;
using Breakwater.Drills.Fleet;
using Breakwater.Drills.Romo.Loot;

namespace Breakwater.Drills.Romo.Revocation;

/// <summary>Whoever runs the fleet: gives the thief what he will lose, and takes it away over the admin socket.</summary>
/// <param name="thief">The stolen owner.</param>
internal sealed class FleetOperator(AdminClient admin, FleetSpec fleet, PrincipalId thief, TrustAnchors anchors, TimeProvider time)
{
    private const string Reason = "Romo drill";

    private static readonly TimeSpan TokenLife = TimeSpan.FromHours(1);

    /// <summary>A token of the stolen owner, to be revoked.</summary>
    public async Task<Footing> TokenAsync(StolenName device, CancellationToken cancellationToken)
    {
        await EnsureGrantAsync(device, cancellationToken);
        var token = await IssueAsync(cancellationToken);
        return new Footing(device, token.Token, null, stop => admin.RevokeTokenAsync(token.Id, stop));
    }

    /// <summary>The stolen owner's grant on the device, to be revoked; the token stays good.</summary>
    public async Task<Footing> GrantAsync(StolenName device, CancellationToken cancellationToken)
    {
        var grants = await EnsureGrantAsync(device, cancellationToken);
        var token = await IssueAsync(cancellationToken);
        return new Footing(device, token.Token, null, async stop =>
        {
            foreach (var grant in grants)
            {
                await admin.RevokeGrantAsync(grant.Id, stop);
            }
        });
    }

    /// <param name="operation"><c>revoke</c>, <c>quarantine</c> or <c>retire</c>.</param>
    public Footing Standing(SpareRobot robot, string operation) =>
        new(robot.Name, null, robot.Certificate, stop => admin.ChangeDeviceAsync(robot.Name.Id.ToString(), operation, Reason, stop));

    /// <summary>The robot's owner gets a new claim and enrols it with a new key; that certificate replaces all earlier ones.</summary>
    public Footing Recovery(SpareRobot robot) => new(robot.Name, null, robot.Certificate, async stop =>
    {
        var claim = await admin.ReclaimDeviceAsync(robot.Name.Id.ToString(), Reason, stop);
        using var renewed = await SpareRobot.EnrolAsync(fleet.Host, fleet.EstPort, claim.Serial, claim.Claim, anchors, time, stop);
    });

    private Task<TokenIssued> IssueAsync(CancellationToken cancellationToken) =>
        admin.IssueTokenAsync(new TokenRequest(thief, Reason, OwnerScopes.All, (int)TokenLife.TotalSeconds), cancellationToken);

    private async Task<List<GrantSummary>> EnsureGrantAsync(StolenName device, CancellationToken cancellationToken)
    {
        if (await GrantsAsync(device, cancellationToken) is { Count: > 0 } there)
        {
            return there;
        }

        await new GrantSetUp(admin).OnDevicesAsync(thief, [device], cancellationToken);
        return await GrantsAsync(device, cancellationToken);
    }

    private async Task<List<GrantSummary>> GrantsAsync(StolenName device, CancellationToken cancellationToken) =>
        [.. (await admin.ListGrantsAsync(cancellationToken)).Items.Where(grant => grant.Principal == thief && grant.Device == device.Id)];
}
