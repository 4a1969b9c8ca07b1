using Breakwater.Server.Access.Http;

namespace Breakwater.Server.Access;

public sealed partial class Permit
{
    /// <summary>Lets an endpoint take the permit as a parameter. A declared device action always has one by then; anything else is a defect.</summary>
    public static ValueTask<Permit?> BindAsync(HttpContext context) =>
        ValueTask.FromResult<Permit?>(context.Features.Get<AccessFeature>()?.Permit
            ?? throw new InvalidOperationException($"{context.GetEndpoint()?.DisplayName} takes a permit but declares no device action."));
}

public sealed partial class FleetPermit
{
    /// <inheritdoc cref="Permit.BindAsync"/>
    public static ValueTask<FleetPermit?> BindAsync(HttpContext context) =>
        ValueTask.FromResult<FleetPermit?>(context.Features.Get<AccessFeature>()?.FleetPermit
            ?? throw new InvalidOperationException($"{context.GetEndpoint()?.DisplayName} takes a fleet permit but declares no fleet action."));
}
