using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Asking;
using Breakwater.Server.Access.Grants;
using Breakwater.Server.Access.Grants.Groups;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;
using Orleans.Concurrency;

namespace Breakwater.Server.Access.Budgets;

/// <inheritdoc cref="IPrincipalGrain"/>
/// <remarks>
/// Several questions can be under way at once, each between its waits alone. What tells nothing and costs nothing comes first: whether the principal may ask at
/// all and how often, then its grants, then what the device is, then its budget.
/// </remarks>
[Reentrant]
internal sealed class PrincipalGrain(
    Database database, GroundTable table, TouchStore store, ReadDeviceFacts readFacts, AccessOptions options, TimeProvider time, ILogger<PrincipalGrain> logger)
    : Grain, IPrincipalGrain
{
    private static readonly IReadOnlyDictionary<DeviceId, DeviceFacts> NoFacts = new Dictionary<DeviceId, DeviceFacts>();

    private PrincipalId id;
    private Ground ground;
    private Touches touches = null!;
    private SocketLimits socket = null!;
    private HeldGrants? grants;

    /// <summary>As of which ending the grants were read.</summary>
    private long readAsOf = -1;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        id = PrincipalId.Parse(this.GetPrimaryKeyString(), null);
        ground = Ground.Of(id);
        touches = new Touches(id, store, time, logger);
        socket = new SocketLimits(touches, options, time);
        return Task.CompletedTask;
    }

    public async ValueTask<Verdict> AskAsync(Ask ask)
    {
        if (id.Kind == PrincipalKind.Operator)
        {
            return await socket.AskAsync(ask);
        }

        // The place of bans, and of rates, which take ask.Cost: they need neither grants nor devices.
        var held = await GrantsAsync(ask.AsOf);
        return ask.Device is { } device ? await DecideAsync(held, ask, device) : DecideOnFleet(held, ask.Action);
    }

    public async ValueTask<Verdict> StandsAsync(string grant, DeviceAction action, DeviceId device, long asOf)
    {
        var held = await GrantsAsync(asOf);
        var facts = held.HasGroups ? (await readFacts([device])).GetValueOrDefault(device) : null;
        return held.All.FirstOrDefault(g => g.Id == grant) is { } found && found.Covers(action, time.GetUtcNow()) && found.Includes(device, facts)
            ? Under(found)
            : Verdict.Refused(RefusalReason.NotGranted);
    }

    public async ValueTask<ShowVerdict> ShowAsync(DeviceAction action, IReadOnlyList<DeviceId> devices, long asOf)
    {
        var (held, now) = (await GrantsAsync(asOf), time.GetUtcNow());
        var facts = held.HasGroups ? await readFacts(devices) : NoFacts;
        Wanted[] wanted = [.. devices.Select(d => new Wanted(d, held.Covering(action, d, facts.GetValueOrDefault(d), now)))];
        return wanted.Any(w => w.Grants.Count == 0) ? ShowVerdict.Moved
            : wanted.Length == 0 ? ShowVerdict.Shown
            : new ShowVerdict((await touches.TakeAsync(wanted, held.Budgets)).Limit, HasMoved: false);
    }

    private async ValueTask<Verdict> DecideAsync(HeldGrants held, Ask ask, DeviceId device)
    {
        // Whether or not another grant covers the device, and whether or not there is one: the time that it takes says nothing.
        var facts = held.HasGroups ? (await readFacts([device])).GetValueOrDefault(device) : null;
        var covering = held.Covering(ask.Action, device, facts, time.GetUtcNow());
        if (covering.Count == 0)
        {
            return Verdict.Refused(RefusalReason.NotGranted);
        }

        if (ask.IsAgain)
        {
            return Under(covering[0]);
        }

        if (touches.Again(device, covering) is { } counted)
        {
            return Under(counted);
        }

        var taken = await touches.TakeAsync([new Wanted(device, covering)], held.Budgets);
        return taken.Limit is { } limit ? Verdict.Refused(RefusalReason.ReachBudgetExhausted, limit) : Under(taken.Chosen[0].Grant);
    }

    private static Verdict Under(HeldGrant grant) => new(null, grant.Id, grant.Reason, grant.ExpiresAt, null, grant.Grounds, Commands: grant.Commands);

    private Verdict DecideOnFleet(HeldGrants held, DeviceAction action)
    {
        var now = time.GetUtcNow();
        var covering = held.All.Where(g => g.Covers(action, now)).ToArray();
        var onFleet = covering.Any(g => g.IsOnFleet);
        var reach = onFleet ? Reach.Fleet : new Reach(
            false,
            [.. covering.Select(g => g.Device).OfType<DeviceId>().Distinct()],
            [.. covering.Select(g => g.Group).OfType<GroupRule>().DistinctBy(g => g.Name)]);

        // The ledger is about the whole fleet, or about nobody's business.
        return action == DeviceAction.ReadLedger && !onFleet
            ? Verdict.Refused(RefusalReason.NotGranted)
            : new Verdict(
                null, "reach", "", covering.Min(g => g.ExpiresAt), reach, reach.Groups.IsEmpty ? default : GroundSet.Of(Ground.OfAnyGroup));
    }

    /// <summary>What is remembered of the store is as old as its number: anything of this principal that ended or changed since is read again.</summary>
    /// <param name="needed">The number of whoever asks: what is decided for him must not be older.</param>
    private async ValueTask<HeldGrants> GrantsAsync(long needed)
    {
        table.Demand(needed);
        var now = time.GetUtcNow();
        if (grants is { } known && now < known.EndsAt && !table.ChangedSince(ground, readAsOf) && !(known.HasGroups && table.ChangedSince(Ground.OfAnyGroup, readAsOf)))
        {
            return known;
        }

        // Before the read: what is applied meanwhile is for the next look.
        var upTo = table.Applied;
        await using var db = database.Read();

        // The oldest first: which of several like grants decides must not depend on chance.
        var records = await db.Set<GrantRecord>().Where(g => g.Principal == id && g.RevokedAt == null)
            .OrderBy(g => g.CreatedAt).Take(GrantLimits.PerPrincipal).ToArrayAsync();
        var named = records.Select(g => g.Group).OfType<string>().Distinct().ToArray();
        var rules = named.Length == 0 ? [] : await db.Set<GroupRow>().Where(g => named.Contains(g.Name)).ToListAsync();
        var read = HeldGrants.Of(id, records, rules.ToDictionary(r => r.Name, r => r.Rule), options, now);
        (grants, readAsOf) = (read, upTo);
        return read;
    }
}
