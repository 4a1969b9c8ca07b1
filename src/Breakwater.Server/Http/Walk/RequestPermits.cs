using Breakwater.Server.Access.Permits;

namespace Breakwater.Server.Http.Walk;

/// <summary>
/// What was decided about a request, in its scope. An endpoint takes the <see cref="Permit"/> or <see cref="FleetPermit"/> as a parameter and finds it here;
/// only the walk puts one in.
/// </summary>
internal sealed class RequestPermits
{
    private Permit? permit;
    private FleetPermit? fleetPermit;
    private RequestWalk? walk;

    /// <exception cref="InvalidOperationException">The endpoint takes a permit but declares no action on a device: a defect.</exception>
    public Permit Permit => permit ?? throw new InvalidOperationException("An endpoint takes a permit but declares no action on a device.");

    /// <exception cref="InvalidOperationException">The endpoint takes a fleet permit but declares no action on the fleet: a defect.</exception>
    public FleetPermit FleetPermit => fleetPermit ?? throw new InvalidOperationException("An endpoint takes a fleet permit but declares no action on the fleet.");

    /// <summary>The walk of a request that has a permit; its endpoint may still refuse what the body asks for.</summary>
    /// <exception cref="InvalidOperationException">The endpoint declares no action on a device: a defect.</exception>
    public RequestWalk Walk => walk ?? throw new InvalidOperationException("An endpoint refuses but declares no action on a device.");

    internal void Set(Permit decided, RequestWalk? walked = null) => (permit, walk) = (decided, walked);

    internal void Set(FleetPermit decided) => fleetPermit = decided;

    internal static IServiceCollection AddTo(IServiceCollection services) => services
        .AddScoped<RequestPermits>()
        
        // Not kept by the scope: a request that is decided again has another permit.
        .AddTransient(provider => provider.GetRequiredService<RequestPermits>().Permit)
        .AddTransient(provider => provider.GetRequiredService<RequestPermits>().FleetPermit);
}
