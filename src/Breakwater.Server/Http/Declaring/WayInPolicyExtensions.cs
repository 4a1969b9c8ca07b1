using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.WaysIn;

namespace Breakwater.Server.Http.Declaring;

/// <summary>How an HTTP endpoint declares itself. The route of a device action has a <c>{device}</c> segment.</summary>
public static class WayInPolicyExtensions
{
    /// <summary>For owners and services, by token: one device.</summary>
    public static TBuilder ForPeople<TBuilder>(this TBuilder endpoint, DeviceAction action, int cost = 1, BodyRule? body = null)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.Declares(new WayInPolicy(ListenerName.PublicHttps, PrincipalKind.Owner | PrincipalKind.Service, action, cost, Body: body ?? BodyRule.Small));

    /// <summary>For the local operator, over the admin socket: one device.</summary>
    public static TBuilder ForLocalOperator<TBuilder>(this TBuilder endpoint, DeviceAction action, OperatorUse use, int cost = 1)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.Declares(new WayInPolicy(ListenerName.AdminSocket, PrincipalKind.Operator, action, cost, Body: BodyRule.Small, Operator: use));

    /// <summary>For the local operator, over the admin socket: the fleet.</summary>
    public static TBuilder ForLocalOperatorOnFleet<TBuilder>(
        this TBuilder endpoint, DeviceAction action, int cost = 1, OperatorUse use = OperatorUse.OnFleet, BodyRule? body = null)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.Declares(new WayInPolicy(
            ListenerName.AdminSocket, PrincipalKind.Operator, action, cost, OnFleet: true, Body: body ?? BodyRule.Small, Operator: use));

    public static TBuilder Declares<TBuilder>(this TBuilder endpoint, WayInPolicy policy)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.WithMetadata(policy);
        return endpoint;
    }
}
