using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;
using Breakwater.Device.Identity;
using Breakwater.Drills.Fleet;
using Breakwater.Drills.Romo.Evidence;
using Breakwater.Drills.Romo.Loot;

namespace Breakwater.Drills.Romo.Drill;

/// <summary>Gives the thief what the drill is about, and the referee what he needs to see.</summary>
internal sealed class Burglary(AdminClient admin, FleetSpec fleet)
{
    public const int OwnedDevices = 2;
    public const int Victims = 10;

    /// <summary>The stolen robot, the two of the stolen owner, and the victims.</summary>
    public const int LeastDevices = 1 + OwnedDevices + Victims;

    private const string Reason = "Romo drill";

    private static readonly TimeSpan TokenLife = TimeSpan.FromHours(12);

    public async Task<(StolenBundle Loot, Watchlist Watchlist, string RefereeToken, PrincipalId Thief)> RunAsync(CancellationToken cancellationToken)
    {
        var names = await NamesAsync(cancellationToken);
        var mine = Enumerable.Range(0, fleet.Devices).Select(index => names[fleet.SerialOf(index)]).ToList();
        var robot = mine[0];
        var owned = mine.Slice(1, OwnedDevices);
        var victims = mine.TakeLast(Victims).ToList();
        var (thief, ownerToken) = await OwnerAsync("thief", owned, cancellationToken);
        var (_, refereeToken) = await OwnerAsync("referee", victims, cancellationToken);
        var identity = new IdentityStore(Path.Combine(fleet.IdentityFolder, robot.Serial)).Load()[0];
        var loot = new StolenBundle(robot, identity, await UsedClaimAsync(robot), ownerToken, owned, victims);
        var own = owned.Append(robot).Select(name => name.Serial).ToHashSet();
        return (loot, new Watchlist(Tokens(names.Values.Where(name => !own.Contains(name.Serial)))), refereeToken, thief);
    }

    /// <summary>Everything that names a foreign robot. Robots of the target that the drill did not make have no canary, but they count too.</summary>
    private IEnumerable<KeyValuePair<string, string>> Tokens(IEnumerable<StolenName> foreign)
    {
        var canaries = new Canaries(fleet.CanaryKey);
        foreach (var name in foreign)
        {
            yield return new(name.Serial.ToLowerInvariant(), name.Serial);
            yield return new(name.Id.ToString(), name.Serial);
            yield return new(canaries.Of(name.Serial), name.Serial);
        }
    }

    private async Task<Dictionary<string, StolenName>> NamesAsync(CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, StolenName>();
        string? cursor = null;
        do
        {
            var page = await admin.ListDevicesAsync(cursor, cancellationToken: cancellationToken);
            foreach (var device in page.Items)
            {
                names[device.Serial] = new StolenName(device.Serial, device.Id);
            }

            cursor = page.Next;
        }
        while (cursor is not null);
        return names;
    }

    private async Task<(PrincipalId Id, string Token)> OwnerAsync(string name, IEnumerable<StolenName> devices, CancellationToken cancellationToken)
    {
        var owner = await admin.AddOwnerAsync(name, cancellationToken);
        await new GrantSetUp(admin).OnDevicesAsync(owner.Id, devices, cancellationToken);
        var token = await admin.IssueTokenAsync(
            new TokenRequest(owner.Id, Reason, OwnerScopes.All, (int)TokenLife.TotalSeconds), cancellationToken);
        return (owner.Id, token.Token);
    }

    /// <summary>The fleet process leaves the stolen robot's claim beside its key: a thief who has the flash has both.</summary>
    private async Task<string> UsedClaimAsync(StolenName robot)
    {
        var path = Path.Combine(fleet.IdentityFolder, robot.Serial, FleetSimulator.ClaimFile);
        return File.Exists(path) ? await File.ReadAllTextAsync(path) : "";
    }
}
