using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;
using Breakwater.Drills.Fleet;
using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Drill;
using Breakwater.Drills.Romo.Evidence;
using Breakwater.Drills.Romo.Loot;
using Breakwater.Drills.Romo.Wire;
using Microsoft.Extensions.Logging;

namespace Breakwater.Drills.Romo.Revocation;

/// <summary>The operator takes away what was stolen, and the thief goes on with what he has prepared.</summary>
internal sealed class RevocationPhase(AttackContext context, AdminClient admin, FleetSpec fleet, KnownEffects effects, DrillMonitor monitor, ILogger logger)
{
    private const string WitnessName = "witness";

    private static readonly TimeSpan TokenLife = TimeSpan.FromHours(1);

    /// <param name="thief">The stolen owner.</param>
    /// <param name="http">Of somebody honest.</param>
    public async Task<(IReadOnlyList<AttemptReport> Reports, int Reached)> RunAsync(PrincipalId thief, AttackHttp http, CancellationToken cancellationToken)
    {
        var spares = await SpareRobot.CreateAsync(fleet, RevocationCatalogue.Spares, context.Anchors, context.Time, cancellationToken);
        try
        {
            var devices = context.Loot.OwnerDevices;
            IReadOnlyList<StolenName> lost = [.. devices, .. spares.Select(spare => spare.Name)];
            var witness = new Witness(http, context.Server.PublicHttps, await WitnessAsync(lost, cancellationToken), context.Time);
            var scene = new RevocationScene(new FleetOperator(admin, fleet, thief, context.Anchors, context.Time), witness, devices, spares);

            // Nothing of it is the thief's any more: an effect on any of these robots is one too many.
            var after = context with { Loot = context.Loot with { OwnerDevices = [], Others = lost } };
            return await new AttackRun(after, effects, witness.Referee, monitor, logger).RunAsync(RevocationCatalogue.All(scene), cancellationToken);
        }
        finally
        {
            foreach (var spare in spares)
            {
                spare.Dispose();
            }
        }
    }

    private async Task<string> WitnessAsync(IEnumerable<StolenName> devices, CancellationToken cancellationToken)
    {
        var owner = await admin.AddOwnerAsync(WitnessName, cancellationToken);
        await new GrantSetUp(admin).OnDevicesAsync(owner.Id, devices, cancellationToken);
        var token = await admin.IssueTokenAsync(new TokenRequest(owner.Id, WitnessName, OwnerScopes.All, (int)TokenLife.TotalSeconds), cancellationToken);
        return token.Token;
    }
}
