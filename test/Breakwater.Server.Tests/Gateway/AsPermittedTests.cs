using System.IO.Pipelines;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Gateway.Connections;
using Breakwater.Server.Gateway.Limits;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Access;
using Microsoft.AspNetCore.Connections;

namespace Breakwater.Server.Tests.Gateway;

/// <summary>What a connection does under its permits, which somebody else may replace at any moment.</summary>
public sealed class AsPermittedTests : IAsyncLifetime
{
    private readonly TestGate gate = new();
    private readonly DeviceId device = DeviceId.Create();
    private MqttConnection connection = null!;
    private int asked;

    public async ValueTask InitializeAsync()
    {
        var (input, output) = (new Pipe(), new Pipe());
        var transport = new DefaultConnectionContext("c", new Ends(input.Reader, output.Writer), new Ends(output.Reader, input.Writer));
        connection = new MqttConnection(transport, TestGate.Device(device), new GatewayOptions(), TimeProvider.System)
        {
            Permits = await PermitsAsync(),
            Ask = async c =>
            {
                asked++;
                return c.TryReplace(await PermitsAsync());
            },
        };
    }

    public ValueTask DisposeAsync()
    {
        connection.End();
        return gate.DisposeAsync();
    }

    [Fact]
    public async Task Moved_IsAskedOnce_AndRunsOnceMore()
    {
        Change();
        Assert.Equal(2, await RunAsync(_ => Task.CompletedTask));
        Assert.Equal(1, asked);
    }

    /// <summary>The refusal of a unit is told after its batch has committed: others may have asked in the meantime.</summary>
    [Fact]
    public async Task Moved_AndReplacedBeforeTheRefusalIsTold_RunsOnceMore()
    {
        Change();
        Assert.Equal(2, await RunAsync(async _ => connection.TryReplace(await PermitsAsync())));
        Assert.Equal(0, asked);
    }

    /// <summary>Refused for something that is none of the connection's: it is not run again.</summary>
    [Fact]
    public async Task Refused_WhileThePermitsHold_IsNotRunAgain()
    {
        await Assert.ThrowsAsync<GuardMovedException>(() => RunAsync(_ => Task.CompletedTask));
        Assert.Equal(0, asked);
    }

    /// <returns>How often it ran.</returns>
    private async Task<int> RunAsync(Func<int, Task> before)
    {
        var runs = 0;
        await connection.AsPermittedAsync(async () =>
        {
            if (++runs == 1)
            {
                await before(runs);
                throw new GuardMovedException();
            }
        });
        return runs;
    }

    private void Change() => gate.Table.Apply([new Ending(Ground.Of(device), IsFinal: false)], gate.Table.Applied + 1);

    private async Task<SelfPermits> PermitsAsync()
    {
        var permit = await gate.SelfAsync(TestGate.Device(device), DeviceAction.Connect);
        return SelfPermits.Of(_ => permit, "m1", permit.Lease);
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
