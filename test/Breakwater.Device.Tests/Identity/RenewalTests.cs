using Breakwater.Device.Connection;
using Breakwater.Device.Identity;
using Breakwater.Device.Tests.Fakes;

namespace Breakwater.Device.Tests.Identity;

public sealed class RenewalTests
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(9);

    /// <summary>Two thirds of the life and the whole jitter.</summary>
    private static readonly TimeSpan Due = Life * 0.75;

    [Fact]
    public async Task Renewal_Accepted_ReplacesKeyAndCertificate()
    {
        await using var device = await StartedAsync();
        var before = File.ReadAllText(device.KeyFile);

        await device.TurnAsync(Due, device.NextAsync(ConnectionState.Connecting));
        await device.NextAsync(ConnectionState.Connected);

        Assert.NotEqual(before, File.ReadAllText(device.KeyFile));
        Assert.Equal(["simpleenroll", "simplereenroll"], device.Est.Requests.Select(request => request.Operation));
        Assert.NotEqual(device.Est.Requests[0].Key, device.Est.Requests[1].Key);
        Assert.Equal(device.Gateway.Connections.First(), device.Est.Requests[1].Client);
        Assert.Equal(2, device.Gateway.Connections.Distinct().Count());
    }

    [Fact]
    public async Task Renewal_NewCertificateNotAccepted_KeepsTheOldPair()
    {
        await using var device = await StartedAsync();
        var old = device.Gateway.Connections.Single();
        device.Gateway.Accepts = thumbprint => thumbprint == old;

        await device.TurnAsync(Due, device.NextAsync(ConnectionState.Connecting));
        await device.NextAsync(ConnectionState.Waiting);
        var pairs = Directory.EnumerateFiles(device.Options.IdentityFolder, "*.key").Count();
        await device.TurnUntilAsync(ConnectionState.Connected, TimeSpan.FromSeconds(10));

        Assert.Equal(2, pairs);
        Assert.Equal(old, device.Gateway.Connections.Last());
        Assert.Equal(old, Assert.Single(new IdentityStore(device.Options.IdentityFolder).Load()).Certificate.Thumbprint);
    }

    [Fact]
    public async Task Renewal_PowerLostBeforeAcceptance_TriesBothPairs()
    {
        await using var device = await StartedAsync();
        var old = device.Gateway.Connections.Single();
        device.Gateway.Accepts = _ => false;
        await device.TurnAsync(Due, device.NextAsync(ConnectionState.Connecting));
        await device.NextAsync(ConnectionState.Waiting);
        await device.RestartAsync();

        device.Gateway.Accepts = thumbprint => thumbprint != old;
        await Wait.ForAsync(device.Client.StartAsync(), "the connection with the new pair");

        Assert.NotEqual(old, device.Gateway.Connections.Last());
        Assert.Single(Directory.EnumerateFiles(device.Options.IdentityFolder, "*.key"));
    }

    [Fact]
    public async Task Renewal_ServerRefuses_StaysConnected()
    {
        await using var device = await StartedAsync();
        var refused = new TaskCompletionSource();
        device.Est.Answer = context =>
        {
            context.Response.StatusCode = 503;
            refused.TrySetResult();
            return Task.CompletedTask;
        };

        await device.TurnAsync(Due, Wait.ForAsync(refused.Task, "the request to renew"));

        Assert.Equal(ConnectionState.Connected, device.Client.State);
        Assert.Single(device.Gateway.Connections);
    }

    [Fact]
    public async Task StartAsync_CertificateExpired_RenewsWithIt()
    {
        await using var device = await TestDevice.StartAsync();
        device.Est.NotBefore = () => DateTimeOffset.UtcNow.AddDays(-20);
        device.Est.Life = TimeSpan.FromDays(19);
        var enrolled = false;
        device.Gateway.Accepts = _ => enrolled;
        _ = device.Client.StartAsync();
        await device.NextAsync(ConnectionState.Waiting);
        await device.RestartAsync();
        device.Est.NotBefore = () => DateTimeOffset.UtcNow.AddMinutes(-1);
        enrolled = true;

        await Wait.ForAsync(device.Client.StartAsync(), "the connection with the renewed certificate");

        Assert.Equal("simplereenroll", device.Est.Requests.Last().Operation);
        Assert.NotNull(device.Est.Requests.Last().Client);
    }

    private static async Task<TestDevice> StartedAsync()
    {
        var device = await TestDevice.StartAsync();
        device.Est.Life = Life;
        await Wait.ForAsync(device.Client.StartAsync(), "the first connection");
        await device.NextAsync(ConnectionState.Connected);
        return device;
    }
}
