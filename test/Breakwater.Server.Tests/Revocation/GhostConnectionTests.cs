using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Revocation;

/// <summary>A connection ends with its certificate and its device, also when another came with the same certificate and was refused.</summary>
[Collection(nameof(RevocationGroup))]
public sealed class GhostConnectionTests(RevocationServer server)
{
    [Theory]
    [InlineData("reclaim")]
    [InlineData("renewal")]
    [InlineData("revoke")]
    [InlineData("quarantine")]
    [InlineData("retire")]
    public async Task Connection_AfterAnotherWasRefused_EndsWithItsCertificate(string ending)
    {
        var access = await OwnedDevice.CreateAsync(server.Doors);
        var control = await server.Doors.EnrolAsync();
        await using var fence = await MqttWire.ConnectAsync(server.Doors, control);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, access.Device);
        var (ghost, answer) = await MqttWire.TryConnectAsync(server.Doors, access.Device, MqttWire.Hello with { AuthenticationMethod = "x" });
        Assert.Equal(ReasonCode.BadAuthenticationMethod, answer.Reason);
        await ghost.EndAsync();
        await ghost.DisposeAsync();
        Assert.Equal(ReasonCode.Success, await wire.PublishAsync("telemetry/t", "1"));

        await Ending.Of(ending).RunAsync(server.Doors, access);
        var text = $"late-{Guid.NewGuid()}";
        var late = await SendAsync(wire, text);
        var cut = await Task.WhenAny(wire.Ended, Task.Delay(RevocationServer.Second, TimeProvider.System, TestContext.Current.CancellationToken)) == wire.Ended;

        // Batches are committed in order: behind this one nothing of the other can still be on its way.
        Assert.Equal(ReasonCode.Success, await fence.PublishAsync("telemetry/t", "1"));
        var stored = await server.Files.TelemetryAsync(text);
        Assert.Multiple(
            () => Assert.True(cut, $"The connection was not cut within a second of the answer of the {ending}."),
            () => Assert.False(wire.Rest().OfType<Acked>().Any(a => a.Id == late && a.Reason == ReasonCode.Success), "A publish after the answer was acknowledged."),
            () => Assert.Null(stored));
    }

    /// <summary>The packet's id; 0 if the connection has been cut already.</summary>
    private static async Task<ushort> SendAsync(MqttWire wire, string text)
    {
        try
        {
            return await wire.SendPublishAsync("telemetry/t", $"\"{text}\"");
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
