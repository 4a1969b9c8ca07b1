using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;
using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Drill;
using Breakwater.Drills.Romo.Evidence;
using Breakwater.Drills.Romo.Loot;
using Microsoft.Extensions.Logging;

namespace Breakwater.Drills.Romo.Restart;

/// <summary>The server is stopped, and once killed, between two halves of an attack. Nobody honest is connected any more.</summary>
internal sealed class RestartPhase(AttackContext context, AdminClient admin, RunningServer server, DrillMonitor monitor, ILogger logger)
{
    private static readonly string[] Actions = ["twin:read"];
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    public async Task<(IReadOnlyList<AttemptReport> Reports, int Reached)> RunAsync(Referee referee, CancellationToken cancellationToken)
    {
        IReadOnlyList<StolenName> devices = [context.Loot.Robot, .. context.Loot.OwnerDevices, .. context.Loot.Others];
        var attempts = new List<Attempt>();
        foreach (var (name, sent, kill) in ((string, string, bool)[])
        [
            ("budget-after-restart", "A service's reach budget is used up; the server restarts; the rest of the fleet", false),
            ("budget-after-kill", "The same, and the server is killed", true),
        ])
        {
            var (service, token) = await ServiceAsync(name, cancellationToken);
            attempts.Add(new BudgetAttempt(name, sent, service, token, devices, admin, stop => server.RestartAsync(kill, stop)));
        }

        var after = context with { Loot = context.Loot with { OwnerDevices = [], Others = [] } };
        return await new AttackRun(after, new KnownEffects(), referee, monitor, logger).RunAsync(attempts, cancellationToken);
    }

    private async Task<(PrincipalId Id, string Token)> ServiceAsync(string name, CancellationToken cancellationToken)
    {
        var service = await admin.AddServiceAsync(name, cancellationToken);
        await new GrantSetUp(admin).OnFleetAsync(service.Id, Actions, Life, cancellationToken);
        var token = await admin.IssueTokenAsync(new TokenRequest(service.Id, name, Actions, (int)Life.TotalSeconds), cancellationToken);
        return (service.Id, token.Token);
    }
}
