using System.Text;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Revocation;

/// <summary>A will that waits (MQTT 5.0 §3.1.3.2.2) is not carried out once its device or certificate has ended (law 6).</summary>
[Collection(nameof(RevocationGroup))]
public sealed class DelayedWillTests(RevocationServer server)
{
    private const uint DelaySeconds = 2;

    private static readonly (string Ending, string Topic)[] Cases =
    [
        ("revoke", "events/late"), ("quarantine", "events/late"), ("retire", "events/late"), ("reclaim", "events/late"), ("renewal", "events/late"),
        ("revoke", "telemetry/late"), ("revoke", "twin/reported"), ("revoke", "maps/late"),
    ];

    /// <summary>All at once, because each takes its delay. A will that nobody took away falls due last, and tells that the others were due.</summary>
    [Fact]
    public async Task Will_DueAfterTheEnding_IsNotCarriedOut()
    {
        var left = await Task.WhenAll(Cases.Select(c => LeaveAsync(c.Topic, DelaySeconds)));
        var control = await LeaveAsync("events/late", DelaySeconds + 1);
        var ended = await Task.WhenAll(left.Zip(Cases, async (will, c) =>
        {
            await Ending.Of(c.Ending).RunAsync(server.Doors, will.Access);
            return TimeProvider.System.GetUtcNow();
        }));
        Assert.All(left.Zip(ended), pair => Assert.True(
            pair.Second < pair.First.At.AddSeconds(DelaySeconds), "The ending was answered after the will was due, so nothing is proven of it."));
        await Wait.UntilAsync(async () => await FindAsync(control) is not null, "the will that nobody took away");
        var leaks = new List<string>();
        for (var i = 0; i < left.Length; i++)
        {
            if (await FindAsync(left[i]) is { } at)
            {
                leaks.Add($"{Cases[i].Ending}: the will on {Cases[i].Topic} was carried out {(at - ended[i]).TotalSeconds:F1} s after the ending was answered.");
            }
        }

        Assert.True(leaks.Count == 0, string.Join('\n', leaks));
    }

    /// <summary>Connects with a will, is gone without a word, and returns when the server has seen that.</summary>
    private async Task<Left> LeaveAsync(string topic, uint delay)
    {
        var access = new OwnedDevice(await server.Doors.EnrolAsync(), null!, null!);
        var text = $"late-{Guid.NewGuid():N}";
        var wire = await MqttWire.ConnectAsync(server.Doors, access.Device, MqttWire.Hello with
        {
            SessionExpiryInterval = 3600,
            Will = new WillMessage { Topic = topic, Payload = Encoding.UTF8.GetBytes($$"""{"{{text}}":1}"""), Qos = QualityOfService.AtLeastOnce, DelayInterval = delay },
        });
        var at = TimeProvider.System.GetUtcNow();
        await wire.DisposeAsync();
        await Wait.UntilAsync(async () => !(await server.Doors.Admin.GetDeviceAsync(access.Device.Serial)).Device.Connected, "the device to be seen as gone");
        return new Left(access, topic, text, at);
    }

    private Task<DateTimeOffset?> FindAsync(Left will) => will.Topic switch
    {
        "twin/reported" => server.Files.TwinAsync(will.Access.Device.Id, "Reported", will.Text),
        "telemetry/late" => server.Files.TelemetryAsync(will.Text),
        "maps/late" => server.Files.MapAsync(will.Access.Device.Id, "late"),
        _ => server.Files.EventAsync(will.Access.Device.Id, "late"),
    };

    private sealed record Left(OwnedDevice Access, string Topic, string Text, DateTimeOffset At);
}
