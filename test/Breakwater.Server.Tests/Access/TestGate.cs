using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Asking;
using Breakwater.Server.Access.Budgets;
using Breakwater.Server.Access.Gate;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Server.Tests.Access;

/// <summary>
/// The gate without a server around it: for those whom it decides without asking a grain, the local operator and a device over itself. Of devices whose state is asked,
/// <see cref="DeviceActor"/> says it.
/// </summary>
internal sealed class TestGate : IAsyncDisposable
{
    private readonly AccessGate gate;

    /// <param name="database">Where errands look endings up; null: for tests without errands that have to be asked for.</param>
    public TestGate(TimeProvider? time = null, Database? database = null)
    {
        Scan = new LeaseScan(Leases, time ?? TimeProvider.System, NullLogger<LeaseScan>.Instance);
        gate = new AccessGate(Table, Leases, new UseLimits(new AccessOptions()), null!, _ => DeviceActor ?? throw new InvalidOperationException("There are no grains."));
        Errands = new ErrandGate(gate, database!, [], time ?? TimeProvider.System);
    }

    public GroundTable Table { get; } = new(0);

    public LeaseRegistry Leases { get; } = new();

    public LeaseScan Scan { get; }

    public ErrandGate Errands { get; }

    /// <summary>Answers for every device.</summary>
    public IAdmits? DeviceActor { get; set; }

    public Lease Open() => gate.Open();

    public Revocations Revocations(Database database, TelemetryLog telemetry, TimeProvider time) =>
        new(database, Table, Scan, telemetry, time, NullLogger<Revocations>.Instance);

    public Task<Permit> OperatorAsync(DeviceId device, DeviceAction action) => PermitAsync(Principal.Credentials.OfSocket(), action, device);

    public async Task<FleetPermit> OperatorOnFleetAsync(DeviceAction action)
    {
        var policy = new WayInPolicy(ListenerName.AdminSocket, PrincipalKind.Operator, action, OnFleet: true);
        var admission = await gate.AdmitAsync(new AccessRequest(Principal.Credentials.OfSocket(), policy, null, default), gate.Open());
        Assert.True(admission.IsGrantedOnFleet(out var permit));
        return permit;
    }

    public Task<Permit> SelfAsync(Principal principal, DeviceAction action) => PermitAsync(principal, action, principal.Device!.Value);

    public static Principal Device(DeviceId device, DateTimeOffset? notAfter = null) =>
        Principal.Credentials.OfCertificate(device, "certificate:test", DeviceActions.OfDevices, notAfter ?? DateTimeOffset.MaxValue);

    /// <summary>Null: refused.</summary>
    public async Task<Permit?> TryAsync(Principal principal, DeviceAction action, DeviceId device)
    {
        var policy = new WayInPolicy(ListenerName.DevicesHttps, principal.Kind, action);
        var admission = await gate.AdmitAsync(new AccessRequest(principal, policy, device, default), gate.Open());
        return admission.IsGranted(out var permit) ? permit : null;
    }

    public ValueTask DisposeAsync() => Scan.DisposeAsync();

    private async Task<Permit> PermitAsync(Principal principal, DeviceAction action, DeviceId device)
    {
        var permit = await TryAsync(principal, action, device);
        Assert.NotNull(permit);
        return permit;
    }
}
