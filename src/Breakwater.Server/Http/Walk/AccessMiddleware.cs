using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Access.WaysIn;
using Microsoft.AspNetCore.Http.Features;

namespace Breakwater.Server.Http.Walk;

/// <summary>
/// The way every request walks: listener, principal, decision, ledger, and only then its endpoint, which finds the permit waiting. There is no other
/// way to an endpoint.
/// </summary>
internal sealed class AccessMiddleware(
    RequestDelegate next,
    RequestAuthentication authentication,
    Permit.Decision decision,
    FleetPermit.Decision fleetDecision,
    IDeviceLookup directory,
    AccessRecording record,
    RefusalReport refusals)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var listener = http.Features.GetRequiredFeature<ListenerFeature>().Name;
        if (http.GetEndpoint()?.Metadata.GetMetadata<WayInPolicy>() is not { } policy || policy.Listener != listener)
        {
            await refusals.UnknownPathAsync(http, listener);
            return;
        }

        var (principal, presented) = await authentication.AuthenticateAsync(listener, http);
        var walk = new RequestWalk(http, policy, principal, null);
        var open = policy.Principals.HasFlag(PrincipalKind.Anonymous);
        if (principal is null && !open)
        {
            await refusals.RefuseAsync(walk, RefusalReason.Unauthenticated, presented);
        }
        else if (principal is not null && !open && !policy.Principals.HasFlag(principal.Kind))
        {
            await refusals.RefuseAsync(walk, RefusalReason.KindNotAllowed, presented);
        }
        else if (policy.Action is not { } action || principal is null)
        {
            await next(http);
        }
        else if (!principal.Scopes.Contains(action))
        {
            // Said before any device is looked at: it is true of the credential, whatever the device.
            await refusals.RefuseAsync(walk, RefusalReason.ScopeMissing, presented);
        }
        else if (policy.OnFleet)
        {
            await DecideOnFleetAsync(walk, principal, action);
        }
        else
        {
            await DecideOnDeviceAsync(walk, principal, action);
        }
    }

    private async Task DecideOnFleetAsync(RequestWalk walk, Principal principal, DeviceAction action)
    {
        var outcome = await fleetDecision.DecideAsync(principal, action);
        if (!outcome.IsPermitted(out var permit))
        {
            await refusals.RefuseAsync(walk, outcome.Refusal, presented: true);
            return;
        }

        walk.Http.RequestServices.GetRequiredService<RequestPermits>().Set(permit);
        await record.RunAsync(walk, permit, next);
    }

    private async Task DecideOnDeviceAsync(RequestWalk walk, Principal principal, DeviceAction action)
    {
        if (await DeviceOfAsync(walk.Http, principal) is not { } device)
        {
            await refusals.RefuseAsync(walk, RefusalReason.NotGranted, presented: true);
            return;
        }

        walk = walk with { Device = device };
        var outcome = await decision.DecideAsync(principal, action, device);
        if (!outcome.IsPermitted(out var permit))
        {
            await refusals.RefuseAsync(walk, outcome.Refusal, presented: true);
            return;
        }

        walk.Http.RequestServices.GetRequiredService<RequestPermits>().Set(permit, walk);
        if (principal.Kind == PrincipalKind.Device)
        {
            await next(walk.Http);
        }
        else
        {
            await record.RunAsync(walk, permit, next);
        }
    }

    /// <summary>The device that the path names; a device itself is always its own.</summary>
    private async ValueTask<DeviceId?> DeviceOfAsync(HttpContext http, Principal principal)
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
