using Breakwater.Server.Access.Refusals;

namespace Breakwater.Server.Http.Walk;

/// <summary>
/// An endpoint's answer when what it read from the body is more than the permit allows: answered, recorded and observed as the decision's own refusals are.
/// </summary>
/// <param name="detail">What is missing, for a caller who may know it: the device is within its reach.</param>
internal sealed class RefusedAnswer(RefusalReason reason, string detail) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        return services.GetRequiredService<RefusalReport>().RefuseAsync(services.GetRequiredService<RequestPermits>().Walk, Refusal.Of(reason), detail);
    }
}
