using System.IO.Pipelines;
using Breakwater.Contracts.Ids;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Gateway.Connections;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Gateway;

/// <summary>Law 5 on live connections.</summary>
public sealed class ExpiryTests
{
    [Fact]
    public void Connection_OutlivesNotItsCertificate()
    {
        var time = new FakeTimeProvider();
        using var connections = new GatewayConnections(new GatewayOptions(), time);
        var connection = Connect(time, time.GetUtcNow().AddMinutes(10));
        connections.Add(connection);

        time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Assert.Null(connection.CloseRequest);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ReasonCode.AdministrativeAction, connection.CloseRequest?.Reason);
    }

    private static MqttConnection Connect(TimeProvider time, DateTimeOffset expiresAt)
    {
        var device = DeviceId.Create();
        var (input, output) = (new Pipe(), new Pipe());
        var transport = new DefaultConnectionContext("c", new Ends(input.Reader, output.Writer), new Ends(output.Reader, input.Writer));
        return new MqttConnection(
            transport, new Principal(PrincipalId.Of(device), "certificate:test", DeviceActions.OfDevices, device, expiresAt), new GatewayOptions(), time);
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
