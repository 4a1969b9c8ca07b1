using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;
using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Drill;
using Breakwater.Drills.Romo.Loot;
using Breakwater.Drills.Romo.Wire;

namespace Breakwater.Drills.Romo.Restart;

/// <summary>A service's token that may reach the whole fleet uses its reach budget up; the server is started anew; and the rest is tried.</summary>
/// <param name="service">Nobody has used it yet.</param>
/// <param name="devices">More than the budget.</param>
/// <param name="restart">Completes when the server is ready again.</param>
internal sealed class BudgetAttempt(
    string name, string sent, PrincipalId service, string token, IReadOnlyList<StolenName> devices, AdminClient admin, Func<CancellationToken, Task> restart)
    : Attempt(name, GroupName, sent)
{
    public const string GroupName = "restart";

    private const int Budget = RunningServer.ServiceReachBudget;

    public override async Task RunAsync(AttackContext context, AttemptNotes record, CancellationToken cancellationToken)
    {
        var reached = new List<StolenName>();
        var before = await ReadAsync(context, devices, reached, cancellationToken);
        var exhausted = before.Any(answer => answer.Refused);
        var first = reached.FirstOrDefault();
        await restart(cancellationToken);
        var again = first is null ? [] : await ReadAsync(context, [first], [], cancellationToken);
        record.Control = new PositiveControl(
            exhausted && again is [{ Refused: false }],
            $"before the restart: {reached.Count} read, then {before[^1].Text}; after it one of these again: {(again is [var one] ? one.Text : "none")}");
        foreach (var answer in await ReadAsync(context, [.. devices.Except(reached)], reached, cancellationToken))
        {
            record.Add(answer);
        }

        // The server's own account may have devices of which the answer got lost.
        var touched = await LedgerComparison.TouchedAsync(admin, service, cancellationToken);
        var all = reached.Select(device => device.Id).Union(touched).ToList();
        foreach (var beyond in all.Skip(Budget))
        {
            record.Sightings.Add(beyond.ToString(), $"{reached.Count} distinct devices were read, {touched.Count} by the ledger's account, where the budget is {Budget} in an hour");
        }
    }

    private async Task<List<Answer>> ReadAsync(AttackContext context, IReadOnlyList<StolenName> names, List<StolenName> reached, CancellationToken cancellationToken)
    {
        var answers = new List<Answer>();
        using var http = new AttackHttp(context.Anchors, context.Loot.Identity, null, context.Time);
        foreach (var device in names)
        {
            var probe = new HttpProbe(HttpMethod.Get, context.Server.PublicHttps, $"/v1/devices/{device.Id}/twin") { Authorization = "Bearer " + token };
            var (answer, _) = await http.SendAsync(probe, null, cancellationToken);
            answers.Add(answer);
            if (!answer.Refused)
            {
                reached.Add(device);
            }
        }

        return answers;
    }
}
