using Breakwater.Server.Access.Budgets;
using Breakwater.Server.Access.Gate;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Access.Recording;
using Breakwater.Server.Ledger.Recording;
using Breakwater.Server.Rooms;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Access;

/// <summary>The gate: decides, counts, ends, and tells the ledger.</summary>
internal sealed class AccessRoom : Room
{
    public override EventIds? LogEvents => new(3000, 3099);

    public override IReadOnlyList<Metric> Metrics => [Signals.Count];

    public override IReadOnlyList<Section> Sections => [AccessSettings.Section];

    public override void Add(IServiceCollection services)
    {
        services.AddSingleton<Signals>();
        services.AddSingleton<AccessGate>().AddSingleton<ErrandGate>().AddSingleton<UseLimits>().AddSingleton<PrincipalDoor>();
        services.AddSingleton(provider => new GroundTable(Revocations.LastNumber(provider.GetRequiredService<Database>())));
        services.AddSingleton<LeaseRegistry>().AddSingleton<LeaseScan>().AddSingleton<Revocations>();
        services.AddSingleton<TouchStore>().AddSingleton<BudgetStart>();
        services.AddSingleton(provider => new RefusedPackets(
            provider.GetRequiredService<Coalescer>().RecordAsync, provider.GetRequiredService<Signals>(), provider.GetRequiredService<ILogger<RefusedPackets>>()));
        services.AddSingleton<Outbox>().AddSingleton<OutboxKeeper>();
    }

    public override async Task StartAsync(IServiceProvider services)
    {
        services.GetRequiredService<RefusedPackets>();
        await services.GetRequiredService<OutboxKeeper>().StartAsync();
        await services.GetRequiredService<BudgetStart>().RunAsync();
    }
}
