using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Gateway.Packets;
using Breakwater.Server.Rooms;

namespace Breakwater.Server.Hosting.Surface;

/// <summary>The attack surface: every declared way in. A way in that is not declared stops the start (law 3).</summary>
internal sealed class EndpointInventory(EndpointDataSource endpoints, PacketHandlers packets)
{
    public IReadOnlyList<DeclaredWayIn> Declared =>
    [
        .. endpoints.Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<WayInPolicy>() is { } policy ? Describe(endpoint, policy) : [])
            .Concat(packets.Surface)
            .OrderBy(e => e.Listener, StringComparer.Ordinal).ThenBy(e => e.Name, StringComparer.Ordinal),
    ];

    /// <param name="mapped">Everything that has been mapped. The one data source of the services is filled only while the server starts, which is too late to stop it.</param>
    /// <exception cref="StartException">With the names of all that is not, or wrongly, declared.</exception>
    public static void Check(IEnumerable<EndpointDataSource> mapped)
    {
        var faults = mapped.SelectMany(source => source.Endpoints).Select(Fault).OfType<string>().ToArray();
        if (faults.Length > 0)
        {
            throw new StartException(
                ExitCodes.UndeclaredWayIn, $"These ways in are not properly declared, so the server does not start:\n{string.Join('\n', faults.Select(f => $"  {f}"))}");
        }
    }

    private static IEnumerable<DeclaredWayIn> Describe(RouteEndpoint endpoint, WayInPolicy policy) =>
        (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"]).Select(method => new DeclaredWayIn(
            policy.Listener.Text(),
            "http",
            $"{method} {endpoint.RoutePattern.RawText}",
            [.. Enum.GetValues<PrincipalKind>().Where(k => k != PrincipalKind.None && policy.Principals.HasFlag(k))],
            policy.Action?.Name(),
            policy.Cost));

    private static string? Fault(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<WayInPolicy>() is not { } policy)
        {
            return $"{endpoint.DisplayName}: declares no policy";
        }

        if (endpoint is not RouteEndpoint route || endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is not { HttpMethods.Count: > 0 })
        {
            return $"{endpoint.DisplayName}: is not bound to a method";
        }

        if (policy.Principals == PrincipalKind.None)
        {
            return $"{endpoint.DisplayName}: is for nobody";
        }

        if (policy.Listener == ListenerName.DevicesMqtt)
        {
            return $"{endpoint.DisplayName}: an HTTP endpoint cannot be on {ListenerName.DevicesMqtt.Text()}";
        }

        if (policy is { Listener: ListenerName.AdminSocket, OnFleet: false, Action: not null, Operator: OperatorUse.OnFleet })
        {
            return $"{endpoint.DisplayName}: does not say what an operator does to the device by it";
        }

        var namesDevice = route.RoutePattern.Parameters.Any(p => p.Name == "device");
        var ofOwnDevice = policy is { Action: DeviceAction.RenewCertificate, Principals: PrincipalKind.Device };
        return (policy.Action is not null && !policy.OnFleet && !ofOwnDevice) != namesDevice
            ? $"{endpoint.DisplayName}: a device action and a {{device}} in the route belong together"
            : (policy.Action is null) != (policy.Principals == PrincipalKind.Anonymous)
            ? $"{endpoint.DisplayName}: what has no action is for anonymous callers and nobody else, and what has one is not for them"
            : null;
    }
}
