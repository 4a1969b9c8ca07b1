using System.IO.Pipelines;
using Breakwater.Contracts.Ids;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Gateway.Connections;
using Breakwater.Server.Gateway.Limits;
using Breakwater.Server.Tests.Access;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Gateway;

/// <summary>Law 5 on live connections.</summary>
public sealed class ExpiryTests
{
    [Fact]
    public async Task Connection_OutlivesNotItsCertificate()
    {
        var time = new FakeTimeProvider();
        await using var gate = new TestGate(time);
        var (device, ends) = (DeviceId.Create(), time.GetUtcNow().AddMinutes(10));
        var connection = Connect(time, device, ends);
        var permit = await gate.SelfAsync(TestGate.Device(device, ends), DeviceAction.Connect);
        permit.Lease.WhenEnded = () => connection.RequestClose(ReasonCode.AdministrativeAction);

        time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        await gate.Scan.PassAsync();
        Assert.Null(connection.CloseRequest);
        time.Advance(TimeSpan.FromSeconds(1));
        await gate.Scan.PassAsync();
        Assert.Equal(ReasonCode.AdministrativeAction, connection.CloseRequest?.Reason);
    }

    private static MqttConnection Connect(TimeProvider time, DeviceId device, DateTimeOffset expiresAt)
    {
        var (input, output) = (new Pipe(), new Pipe());
        var transport = new DefaultConnectionContext("c", new Ends(input.Reader, output.Writer), new Ends(output.Reader, input.Writer));
        return new MqttConnection(
            transport, TestGate.Device(device, expiresAt), new GatewayOptions(), time);
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
