using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Gate;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Http.Bodies;
using Breakwater.Server.Http.Holding;
using Microsoft.AspNetCore.Http.Features;

namespace Breakwater.Server.Http.Walk;

/// <summary>
/// The way every request walks: way in, principal, decision, body, ledger, and only then its endpoint, which finds the permit waiting. There is no other way to
/// an endpoint.
/// </summary>
internal sealed class AccessMiddleware(
    RequestDelegate next, AccessGate gate, RequestAuthentication authentication, IDeviceLookup directory, HeldBytes memory, AccessRecording recording, RefusalReport refusals)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var origin = new Origin(http.Features.GetRequiredFeature<ListenerFeature>().Name, http.Connection.RemoteIpAddress);
        if (http.GetEndpoint()?.Metadata.GetMetadata<WayInPolicy>() is not { } policy || policy.Listener != origin.Listener)
        {
            await refusals.UnknownPathAsync(http, origin);
            return;
        }

        if (policy.Principals.HasFlag(PrincipalKind.Anonymous))
        {
            // For anybody: a credential that comes along is not even looked at.
            await next(http);
            return;
        }

        if (policy.Operator.NeedsCase() && !http.Request.Headers.ContainsKey(AdminClient.CaseHeader))
        {
            // Before anything is counted; only the socket has such ways in, so it tells nobody else anything.
            await new ProblemAnswer(
                ProblemCodes.CaseRequired, $"Its owner sees what you work on: state it in {AdminClient.CaseHeader}, or '{CaseReference.None}'.").ExecuteAsync(http);
            return;
        }

        using var walk = new RequestWalk(http, policy, origin, gate, authentication, directory, memory);
        if (await walk.DecideAsync() is { } refusal)
        {
            await refusals.RefuseAsync(walk, refusal);
            return;
        }

        // Only now: who may not come must not make the server hold a body. And before anything is done: the caller takes as long as he likes to send it.
        if (policy.Body is { } rule)
        {
            var body = await RequestBody.ReadAsync(http, rule, walk.Lease, walk.Held);
            walk.BytesIn = body.Length;

            // It may have taken half a minute. Also what is wrong with it is told only to whoever may still come.
            if (!walk.Lease.Holds && await walk.DecideAsync() is { } ended)
            {
                await refusals.RefuseAsync(walk, ended);
                return;
            }

            if (body.Problem is { } problem)
            {
                await problem.ExecuteAsync(http);
                return;
            }
        }

        await recording.RunAsync(walk, next);
    }
}
