using Breakwater.Device.Connection;
using Breakwater.Device.Identity;
using Breakwater.Device.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace Breakwater.Device.Tests.Identity;

public sealed class FirstBootTests
{
    [Fact]
    public async Task StartAsync_FirstBoot_EnrolsAndConnects()
    {
        await using var device = await TestDevice.StartAsync();

        await Wait.ForAsync(device.Client.StartAsync(), "the first connection");

        Assert.Equal(ConnectionState.Connected, device.Client.State);
        Assert.Equal("simpleenroll", Assert.Single(device.Est.Requests).Operation);
        var identity = Assert.Single(new IdentityStore(device.Options.IdentityFolder).Load());
        Assert.Equal(EstServer.DeviceId, identity.Id);
        Assert.Equal(identity.Certificate.Thumbprint, Assert.Single(device.Gateway.Connections));
    }

    [Fact]
    public async Task StartAsync_FirstBoot_KeepsKeyForOwnerOnly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix permissions.");
        await using var device = await TestDevice.StartAsync();

        await Wait.ForAsync(device.Client.StartAsync(), "the first connection");

        Assert.Equal("700", Mode(device.Options.IdentityFolder));
        Assert.All(Directory.EnumerateFiles(device.Options.IdentityFolder), file => Assert.Equal("600", Mode(file)));
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", File.ReadAllText(device.KeyFile));
    }

    [Fact]
    public async Task StartAsync_SecondBoot_DoesNotEnrolAgain()
    {
        await using var device = await TestDevice.StartAsync();
        await Wait.ForAsync(device.Client.StartAsync(), "the first connection");
        await device.RestartAsync();

        await Wait.ForAsync(device.Client.StartAsync(), "the second connection");

        Assert.Single(device.Est.Requests);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public async Task StartAsync_KeyOpenToOthers_RefusesToLoadIt(UnixFileMode extra)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix permissions.");
        await using var device = await TestDevice.StartAsync();
        await Wait.ForAsync(device.Client.StartAsync(), "the first connection");
        await device.RestartAsync();
#pragma warning disable CA1416 // skipped on Windows above
        File.SetUnixFileMode(device.KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | extra);
#pragma warning restore CA1416

        var refusal = await Assert.ThrowsAsync<IdentityStoreException>(() => Wait.ForAsync(device.Client.StartAsync(), "the refusal"));

        Assert.Contains("others may read or write it", refusal.Message);
    }

    [Fact]
    public async Task StartAsync_ServerOfAnotherAuthority_SendsNothing()
    {
        await using var device = await TestDevice.StartAsync();
        using var other = new TestAuthority();
        device.Options = device.Options with { TrustAnchors = other.Anchors };

        _ = device.Client.StartAsync();
        await device.NextAsync(ConnectionState.Waiting);

        Assert.Empty(device.Est.Requests);
        Assert.Empty(device.Gateway.Connections);
    }

    [Fact]
    public async Task StartAsync_ServerWithAnotherName_SendsNothing()
    {
        await using var device = await TestDevice.StartAsync();
        device.Options = device.Options with { Host = "localhost" };

        _ = device.Client.StartAsync();
        await device.NextAsync(ConnectionState.Waiting);

        Assert.Empty(device.Est.Requests);
    }

    [Fact]
    public async Task StartAsync_ClaimRefused_WaitsAtLeastAMinute()
    {
        await using var device = await TestDevice.StartAsync();
        device.Options = device.Options with { Claim = _ => ValueTask.FromResult("wrong") };

        _ = device.Client.StartAsync();
        var refused = await device.NextAsync(ConnectionState.Waiting);
        device.Time.Advance(TimeSpan.FromSeconds(59));

        Assert.Equal(ConnectionCause.EnrollmentRefused, refused.Cause);
        Assert.Contains("401", refused.Detail);
        Assert.Single(device.Est.Requests);
    }

    [Fact]
    public async Task StartAsync_AnswerLost_RepeatsTheSameRequest()
    {
        await using var device = await TestDevice.StartAsync();
        device.Est.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        _ = device.Client.StartAsync();
        await device.NextAsync(ConnectionState.Waiting);
        device.Est.Answer = null;

        await device.TurnUntilAsync(ConnectionState.Connected, TimeSpan.FromSeconds(1));

        Assert.True(device.Est.Requests.Count >= 2);
        Assert.Single(device.Est.Requests.Select(request => request.Key).Distinct());
    }

    [Fact]
    public async Task StartAsync_RetryAfter_IsHonoured()
    {
        await using var device = await TestDevice.StartAsync();
        device.Est.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            context.Response.Headers.RetryAfter = "600";
            return Task.CompletedTask;
        };
        _ = device.Client.StartAsync();
        await device.NextAsync(ConnectionState.Waiting);
        device.Est.Answer = null;

        device.Time.Advance(TimeSpan.FromSeconds(599));
        Assert.Single(device.Est.Requests);
        await device.TurnUntilAsync(ConnectionState.Connected, TimeSpan.FromSeconds(1));

        Assert.Equal(2, device.Est.Requests.Count);
    }

    private static string Mode(string path)
    {
#pragma warning disable CA1416 // callers skip on Windows
        return Convert.ToString((int)File.GetUnixFileMode(path), 8);
#pragma warning restore CA1416
    }
}
