using System.IO.Pipelines;
using System.Net.Http.Headers;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Budgets;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Http.Holding;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Server.Tests.Http;

/// <summary>However a request ends, what it held is given back.</summary>
public sealed class HeldBytesOverHttpTests : IAsyncLifetime
{
    private const int Workers = 20;

    private RunningServer server = null!;
    private EnrolledDevice device = null!;
    private Owner owner = null!;

    private HeldBytes Held => server.Server.Services.GetRequiredService<HeldBytes>();

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync(o => o with { Access = o.Access with { HeldBytes = 64 * 1024 } });
        device = await server.Doors.EnrolAsync();
        owner = await server.Doors.AddOwnerAsync(device);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync("maps/floor", new string('m', 200_000)));
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task ThousandRequests_EndedInDifferentWays_GiveEverythingBack()
    {
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 1000 / Workers; i++)
            {
                await EndAsync(worker + i);
            }
        })));
        await Wait.UntilAsync(() => Task.FromResult(Held.Principals == 0), "all uses to end");
        Assert.Equal(0, Held.Rented);
    }

    /// <summary>Bodies have to be whole; so what they add is their number times the longest.</summary>
    [Fact]
    public void BodiesOfAllUses_AndWhatIsWrittenBeforeItCanLeave_FitIntoSixteenMegabytesWithTheRest()
    {
        var options = new AccessOptions();
        var longest = server.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(e => e.Metadata.GetMetadata<WayInPolicy>()).OfType<WayInPolicy>()
            .Where(p => (p.Principals & (PrincipalKind.Owner | PrincipalKind.Service)) != 0).Max(p => p.Body?.MaximumBytes ?? 0);
        Assert.InRange(longest, 64 * 1024, 65 * 1024);
        Assert.InRange(options.HeldBytes + (options.UsesAtOnce * (longest + (96 * 1024))), 0, 16 * 1024 * 1024);
    }

    private async Task EndAsync(int way)
    {
        var twin = $"v1/devices/{device}/twin";
        switch (way % 10)
        {
            case 0:
                Ended(200, await owner.GetAsync(twin));
                break;
            case 1:
                Ended(200, await owner.GetAsync($"v1/devices/{device}/maps/floor"));
                break;
            case 2:
                await LeaveAfterTheHeadersAsync();
                break;
            case 3:
                Ended(404, await owner.GetAsync($"v1/devices/{DeviceId.Create()}/twin"));
                break;
            case 4:
                Ended(200, await owner.SendAsync(HttpMethod.Patch, $"{twin}/desired", """{"a":1}""", "application/merge-patch+json"));
                break;
            case 5:
                Ended(413, await owner.SendAsync(HttpMethod.Patch, $"{twin}/desired", new string(' ', 70_000), "application/merge-patch+json", ("Transfer-Encoding", "chunked")));
                break;
            case 6:
                await LeaveInTheMiddleOfABodyAsync($"{twin}/desired");
                break;
            case 7:
                await WatchAsync();
                break;
            case 8:
                Ended(400, await owner.SendAsync(HttpMethod.Patch, $"{twin}/desired", "{", "application/merge-patch+json"));
                break;
            default:
                // A grant that is added has whatever goes on decided again.
                await server.Doors.Admin.AddGrantAsync(new GrantRequest(owner.Person.Id, device.Serial, ["twin:read"], null, "again"));
                break;
        }
    }

    /// <summary>Or what it rests on changed each time that it was begun anew.</summary>
    private static void Ended(int status, Answer answer) => Assert.Contains(answer.Status, (int[])[status, 409]);

    private async Task LeaveAfterTheHeadersAsync()
    {
        using var request = Request(HttpMethod.Get, $"v1/devices/{device}/maps/floor");
        using var answer = await server.Doors.Public.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Contains((int)answer.StatusCode, (int[])[200, 409]);
    }

    private async Task LeaveInTheMiddleOfABodyAsync(string path)
    {
        var body = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        using var leaving = new CancellationTokenSource();
        var sending = SendAsync();
        await body.Writer.WriteAsync(new byte[2000], TestContext.Current.CancellationToken);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);

        async Task SendAsync()
        {
            using var request = Request(HttpMethod.Patch, path);
            request.Content = new StreamContent(body.Reader.AsStream());
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/merge-patch+json");
            using var answer = await server.Doors.Public.SendAsync(request, leaving.Token);
        }
    }

    /// <summary>Until it is open, ended by a grant, or one too many.</summary>
    private async Task WatchAsync()
    {
        try
        {
            await foreach (var item in owner.Client.WatchAsync(device.Id, TestContext.Current.CancellationToken))
            {
                if (item.EventType == "ready")
                {
                    break;
                }
            }
        }
        catch (Exception exception) when (exception is ProblemException { Problem.Status: 429 or 409 } or IOException or HttpRequestException)
        {
            // It has ended, which is what this is about.
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", owner.Token.Token);
        return request;
    }
}
