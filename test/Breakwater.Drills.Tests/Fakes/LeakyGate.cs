using System.Globalization;
using System.Net;
using Breakwater.Device.Trust;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Breakwater.Drills.Tests.Fakes;

/// <summary>A public API with one credential, which asks for it too early, or at the right time: what the attempts after a revocation look for.</summary>
internal sealed class LeakyGate : IAsyncDisposable
{
    private readonly FleetAuthority authority = new();
    private readonly CancellationTokenSource ending = new();
    private readonly TaskCompletionSource revocation = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool leaks;
    private WebApplication app = null!;

    private LeakyGate(bool leaks) => this.leaks = leaks;

    public string Address => new Uri(app.Urls.Single()).Authority;

    public TrustAnchors Anchors => TrustAnchors.FromPemFile(authority.Bundle);

    /// <param name="leaks">The credential is looked at before the body, and a stream is not ended.</param>
    public static async Task<LeakyGate> StartAsync(bool leaks)
    {
        var gate = new LeakyGate(leaks);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(gate.authority.IssueServer())));
        gate.app = builder.Build();
        gate.app.MapPost("/v1/devices/{device}/commands", gate.CommandAsync);
        gate.app.MapGet("/v1/devices/{device}/live", gate.LiveAsync);
        await gate.app.StartAsync(TestContext.Current.CancellationToken);
        return gate;
    }

    public Task RevokeAsync(CancellationToken cancellationToken)
    {
        revocation.TrySetResult();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await app.DisposeAsync();
        ending.Dispose();
        authority.Dispose();
    }

    private async Task CommandAsync(HttpContext http)
    {
        var before = revocation.Task.IsCompleted;
        await new StreamReader(http.Request.Body).ReadToEndAsync(http.RequestAborted);
        http.Response.StatusCode = (leaks ? before : revocation.Task.IsCompleted) ? StatusCodes.Status401Unauthorized : StatusCodes.Status202Accepted;
    }

    private async Task LiveAsync(HttpContext http)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, ending.Token);
        await SayAsync(http, stop.Token);
        await revocation.Task.WaitAsync(stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (leaks && !stop.IsCancellationRequested)
        {
            await SayAsync(http, stop.Token);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task SayAsync(HttpContext http, CancellationToken stop)
    {
        var at = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        await http.Response.WriteAsync($"event: presence\ndata: {{\"connected\":true,\"at\":\"{at}\"}}\n\n", stop);
        await http.Response.Body.FlushAsync(stop);
    }
}
