using Breakwater.Server.Access.Refusals;

namespace Breakwater.Server.Http.Walk;

/// <summary>
/// An endpoint's answer when what it read, of the body or of the store, is more than the permit allows: answered, recorded and observed as the decision's own refusals
/// are. Of a method that may have changed something the intent is in the ledger already; of a safe one nothing is, and nothing is shown.
/// </summary>
/// <param name="detail">What is missing, for a caller who may know it.</param>
internal sealed class RefusedAnswer(Refusal refusal, string detail) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (HttpMethods.IsGet(httpContext.Request.Method))
        {
            throw new RefusedLateException(refusal, detail);
        }

        var services = httpContext.RequestServices;
        return services.GetRequiredService<RefusalReport>().RefuseAsync(services.GetRequiredService<RequestPermits>().Walk, refusal, detail);
    }
}
