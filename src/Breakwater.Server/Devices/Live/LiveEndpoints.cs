using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Http.Declaring;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Hosting;

namespace Breakwater.Server.Devices.Live;

internal static class LiveEndpoints
{
    /// <summary>Often enough that proxies, which commonly close a silent connection after 60 s, keep it open.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/devices/{device}/live", Watch).Declares(new WayInPolicy(
                ListenerName.PublicHttps, PrincipalKind.Owner | PrincipalKind.Service, DeviceAction.WatchLive, Cost: 10, IsStream: true))
            .WithSummary("What happens on the device, as it happens (server-sent events)");

    private static ServerSentEventsResult<string> Watch(
        Permit permit, LiveFeeds feeds, TimeProvider time, IHostApplicationLifetime lifetime, CancellationToken aborted) =>
        TypedResults.ServerSentEvents(StreamAsync(permit, feeds, time, lifetime.ApplicationStopping, aborted));

    private static async IAsyncEnumerable<SseItem<string>> StreamAsync(
        Permit permit,
        LiveFeeds feeds,
        TimeProvider time,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken aborted)
    {
        using var watch = feeds.Subscribe(permit);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(permit.Lease.Ended, stopping, aborted);
        yield return new SseItem<string>("{}", "ready");
        while (true)
        {
            var (more, item) = await NextAsync(watch, time, ended.Token);
            if (!more)
            {
                yield break;
            }

            yield return item is null ? new SseItem<string>("{}", "keep-alive") : new SseItem<string>(item.Json, item.Type);
        }
    }

    /// <summary>The next event; null after a silence; <c>More</c> is false once the stream has ended.</summary>
    private static async Task<(bool More, LiveItem? Item)> NextAsync(LiveSubscription watch, TimeProvider time, CancellationToken ended)
    {
        if (watch.Items.TryRead(out var waiting))
        {
            return (!ended.IsCancellationRequested, waiting);
        }

        using var silence = new CancellationTokenSource(KeepAlive, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, ended);
        try
        {
            return (true, await watch.Items.ReadAsync(either.Token));
        }
        catch (OperationCanceledException)
        {
            return (!ended.IsCancellationRequested, null);
        }
    }
}
