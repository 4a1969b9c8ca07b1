using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Gate;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Recording;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Http.Walk;

/// <summary>
/// One request on its way through the gate: who, for which device, permitted under which lease. When what that rests on has moved it is walked again, from the
/// credential on, without cost.
/// </summary>
internal sealed class RequestWalk(HttpContext http, WayInPolicy policy, Origin origin, AccessGate gate, RequestAuthentication authentication, IDeviceLookup directory)
    : IDisposable
{
    /// <summary>How often something may end in the very moment of the decision before the caller is told to come back. Source: each time needs a commit in some 100 µs.</summary>
    private const int Attempts = 8;

    public HttpContext Http => http;

    public WayInPolicy Policy => policy;

    public Origin Origin => origin;

    public Principal? Principal { get; private set; }

    /// <summary>There was a credential, whether or not it verifies.</summary>
    public bool IsPresented { get; private set; }

    public DeviceId? Device { get; private set; }

    public Lease Lease { get; private set; } = gate.Open();

    public Permit? Permit { get; private set; }

    public FleetPermit? FleetPermit { get; private set; }

    /// <summary>Bytes of the body that came.</summary>
    public long BytesIn { get; set; }

    /// <summary>The case that an operator or service works on.</summary>
    public string? Case { get; set; }

    public string WayIn => $"{http.Request.Method} {(http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "?"}";

    /// <summary>Null: permitted. What the endpoint takes is in its scope then.</summary>
    /// <exception cref="StoreUnavailableException">Too much ended meanwhile.</exception>
    public async ValueTask<Refusal?> DecideAsync(bool isAgain = false)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (isAgain || attempt > 0)
            {
                Renew();
            }

            var (refusal, hasMoved) = await DecideOnceAsync(isAgain || attempt > 0);
            if (!hasMoved)
            {
                return refusal;
            }
        }

        throw new StoreUnavailableException("What the request rests on changed each time that it was decided.");
    }

    /// <summary>What the ledger is told of this request, whatever became of it.</summary>
    public AccessFacts ToFacts() => new()
    {
        Type = TypeOf(http.Request.Method),
        Operation = policy.Action?.Name() ?? "none",
        WayIn = WayIn,
        Role = Principal is null ? "anonymous" : Principal.Kind.ToString().ToLowerInvariant(),
        Principal = Principal?.Id.ToString(),
        Credential = Principal?.Credential,
        Address = origin.AddressText,
        Device = Device,
        BytesIn = BytesIn,
        Grant = Permit?.Grant ?? FleetPermit?.Grant,
        Case = Case,
    };

    public void Dispose() => Lease.Dispose();

    private static EntryType TypeOf(string method) => method switch
    {
        "GET" => EntryType.ApiRead,
        "POST" => EntryType.ApiCreate,
        "PUT" or "PATCH" => EntryType.ApiUpdate,
        "DELETE" => EntryType.ApiDelete,
        _ => EntryType.ApiOther,
    };

    private void Renew()
    {
        var next = gate.Open();
        next.Replace(Lease);
        Lease.Dispose();
        (Lease, Permit, FleetPermit) = (next, null, null);
    }

    private async ValueTask<(Refusal? Refusal, bool HasMoved)> DecideOnceAsync(bool isAgain)
    {
        (Principal, IsPresented) = await authentication.AuthenticateAsync(origin.Listener, http);
        if (Principal is null)
        {
            return (Refusal.Of(RefusalReason.Unauthenticated), false);
        }

        if (!policy.Principals.HasFlag(Principal.Kind))
        {
            return (Refusal.Of(RefusalReason.KindNotAllowed), false);
        }

        if (!Principal.Scopes.Contains(policy.Action!.Value))
        {
            // Said before any device is looked at: it is true of the credential, whatever the device.
            return (Refusal.Of(RefusalReason.ScopeMissing), false);
        }

        if (!policy.OnFleet)
        {
            Device = await DeviceOfAsync(Principal);
            if (Device is null)
            {
                return (Refusal.Of(RefusalReason.NotGranted), false);
            }
        }

        var admission = await gate.AdmitAsync(new AccessRequest(Principal, policy, Device, origin, isAgain), Lease);
        var permits = http.RequestServices.GetRequiredService<RequestPermits>();
        if (admission.IsGranted(out var permit))
        {
            Permit = permit;
            permits.Set(permit, this);
            return (null, false);
        }

        if (admission.IsGrantedOnFleet(out var fleet))
        {
            FleetPermit = fleet;
            permits.Set(fleet, this);
            return (null, false);
        }

        return (admission.HasMoved ? null : admission.Refusal, admission.HasMoved);
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
