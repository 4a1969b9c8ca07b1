using System.Text;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Breakwater.Server.Tests.Bounds;

/// <summary>What the libraries below keep for us.</summary>
public sealed class ProcessBoundsTests : IAsyncLifetime
{
    private RunningServer server = null!;

    public async ValueTask InitializeAsync() => server = await RunningServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData(65, 1)]
    [InlineData(1, 17 * 1024)]
    public async Task Headers_MoreThanThereMayBe_AreRefused(int number, int bytes)
    {
        await using var stream = await server.Doors.ConnectTlsAsync("public-https", null);
        var headers = string.Concat(Enumerable.Range(0, number).Select(i => $"X-{i}: {new string('x', bytes)}\r\n"));
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /v1/devices HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"), TestContext.Current.CancellationToken);
        var answer = new byte[12];
        await stream.ReadExactlyAsync(answer, TestContext.Current.CancellationToken);
        Assert.Equal("HTTP/1.1 431", Encoding.ASCII.GetString(answer));
    }

    /// <summary>What a device or a person needs in memory goes when they have not been heard of for a while.</summary>
    [Fact]
    public async Task Grains_ThatNobodyUses_Go()
    {
        Assert.Equal(TimeSpan.FromMinutes(15), server.Server.Services.GetRequiredService<IOptions<GrainCollectionOptions>>().Value.CollectionAge);
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        Assert.Equal(200, (await owner.GetAsync($"v1/devices/{device}/twin")).Status);
        var management = server.Server.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);
        
        // The device, its owner, and the operator who let both in.
        Assert.Equal(3, await OursAsync());
        await management.ForceActivationCollection(TimeSpan.Zero);
        await Wait.UntilAsync(async () => await OursAsync() == 0, "the grains to go");
        Assert.Equal(200, (await owner.GetAsync($"v1/devices/{device}/twin")).Status);

        async Task<int> OursAsync() => (await management.GetSimpleGrainStatistics())
            .Where(s => s.GrainType.Contains("Breakwater", StringComparison.Ordinal)).Sum(s => s.ActivationCount);
    }
}
