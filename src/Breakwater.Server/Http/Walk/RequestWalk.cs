using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Gate;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Http.Holding;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Http.Walk;

/// <summary>
/// One request on its way through the gate: who, for which device, permitted under which lease. When what that rests on has moved it is walked again, from the
/// credential on, without cost.
/// </summary>
internal sealed class RequestWalk(
    HttpContext http, WayInPolicy policy, Origin origin, AccessGate gate, RequestAuthentication authentication, IDeviceLookup directory, HeldBytes memory) : IDisposable
{
    private HeldShare? held;

    public HttpContext Http => http;

    public WayInPolicy Policy => policy;

    public Origin Origin => origin;

    public Principal? Principal { get; private set; }

    /// <summary>There was a credential, whether or not it verifies.</summary>
    public bool IsPresented { get; private set; }

    public DeviceId? Device { get; private set; }

    // Known once it has been decided.
    public Lease Lease { get; private set; } = null!;

    public Permit? Permit { get; private set; }

    public FleetPermit? FleetPermit { get; private set; }

    /// <summary>What it holds in memory of body and answer, until it is disposed of; whichever lease it goes on under. Not before it is known who asks.</summary>
    public HeldShare Held => held ??= memory.Open(Principal!.Id);

    /// <summary>Bytes of the body that came.</summary>
    public long BytesIn { get; set; }

    /// <summary>The case that an operator or service works on.</summary>
    public string? Case { get; set; }

    public string WayIn => $"{http.Request.Method} {(http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "?"}";

    /// <summary>Null: permitted. What the endpoint takes is in its scope then. Asked again, without cost, if it was permitted before.</summary>
    /// <exception cref="StoreUnavailableException">Too much ended meanwhile.</exception>
    public async ValueTask<Refusal?> DecideAsync()
    {
        var admission = await gate.DecideAsync(Lease, DecideOnceAsync);
        var permits = http.RequestServices.GetRequiredService<RequestPermits>();
        if (admission.IsGranted(out var permit))
        {
            Permit = permit;
            permits.Set(permit, this);
            return null;
        }

        if (admission.IsGrantedOnFleet(out var fleet))
        {
            FleetPermit = fleet;
            permits.Set(fleet, this);
            return null;
        }

        return admission.Refusal;
    }

    /// <summary>What the ledger is told of this request, whatever became of it.</summary>
    public LedgerEntry<Name> ToEntry(int? status = null, long bytesOut = 0, string? refusal = null) => new()
    {
        Type = TypeOf(http.Request.Method),
        Operation = policy.Action?.Name() ?? "none",
        WayIn = WayIn,
        Role = Principal is null ? "anonymous" : Principal.Kind.ToString().ToLowerInvariant(),
        Actor = Principal?.Id.ToString(),
        Credential = Principal?.Credential,
        Source = origin.AddressText,
        Device = Device,
        Grant = Permit?.Grant ?? FleetPermit?.Grant,
        Case = Case,
        Status = status,
        BytesIn = BytesIn,
        BytesOut = bytesOut,
        Refusal = refusal,
    };

    public void Dispose()
    {
        held?.Dispose();
        Lease?.Dispose();
    }

    private static EntryType TypeOf(string method) => method switch
    {
        "GET" => EntryType.ApiRead,
        "POST" => EntryType.ApiCreate,
        "PUT" or "PATCH" => EntryType.ApiUpdate,
        "DELETE" => EntryType.ApiDelete,
        _ => EntryType.ApiOther,
    };

    private async ValueTask<Admission> DecideOnceAsync(Lease lease, bool isAgain)
    {
        (Lease, Permit, FleetPermit) = (lease, null, null);
        (Principal, IsPresented) = await authentication.AuthenticateAsync(origin.Listener, http);
        if (Principal is null)
        {
            return Admission.Refused(RefusalReason.Unauthenticated);
        }

        if (!policy.Principals.HasFlag(Principal.Kind))
        {
            return Admission.Refused(RefusalReason.KindNotAllowed);
        }

        if (!Principal.Scopes.Contains(policy.Action!.Value))
        {
            // Said before any device is looked at: it is true of the credential, whatever the device.
            return Admission.Refused(RefusalReason.ScopeMissing);
        }

        if (!policy.OnFleet)
        {
            Device = await DeviceOfAsync(Principal);
            if (Device is null)
            {
                return Admission.Refused(RefusalReason.NotGranted);
            }
        }

        return await gate.AdmitAsync(new AccessRequest(Principal, policy, Device, origin, isAgain), lease);
    }

    /// <summary>The device that the path names; a device itself is always its own.</summary>
    private async ValueTask<DeviceId?> DeviceOfAsync(Principal principal)
    {
        if (principal.Device is { } self)
        {
            return self;
        }

        var named = http.GetRouteValue("device") as string;
        return named is null ? null
            : principal.Kind == PrincipalKind.Operator ? await directory.ResolveAsync(named, http.RequestAborted)
            : DeviceId.TryParse(named, out var device) ? device
            : null;
    }
}
