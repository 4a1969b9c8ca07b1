using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;

namespace Breakwater.Drills.Romo.Loot;

/// <summary>Every grant that a drill needs is made here.</summary>
internal sealed class GrantSetUp(AdminClient admin)
{
    private const string Reason = "Romo drill";

    /// <summary>An owner's, on each device, until revoked.</summary>
    public async Task OnDevicesAsync(PrincipalId owner, IEnumerable<StolenName> devices, CancellationToken cancellationToken) => await admin.AddGrantsAsync(
        new BulkGrantRequest(owner, [.. devices.Select(d => d.Id.ToString())], OwnerScopes.All, null, Reason), cancellationToken);

    /// <summary>A service's, on the whole fleet.</summary>
    public async Task OnFleetAsync(PrincipalId service, IReadOnlyList<string> actions, TimeSpan life, CancellationToken cancellationToken) =>
        await admin.AddGrantAsync(new GrantRequest(service, null, actions, (int)life.TotalSeconds, Reason), cancellationToken);
}
