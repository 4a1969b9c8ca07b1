using System.Collections.Concurrent;
using System.Text;
using Breakwater.Device.Identity;
using Breakwater.Device.Trust;
using Breakwater.Drills.Control;
using Breakwater.Drills.Fleet.Links;
using Breakwater.Drills.Romo.Wire;
using Breakwater.Mqtt;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Drills.Romo.Drill;

/// <summary>
/// The incident itself, on the open broker: one robot's certificate, one subscription to <c>#</c>, and a command to every serial seen.
/// </summary>
internal sealed class ControlRun(OpenBrokerAddress broker, DeviceIdentity identity, string ownSerial, TimeProvider time, DrillMonitor monitor)
{
    private const string Mark = "romo-control";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<string, bool> read = new();
    private readonly ConcurrentDictionary<string, bool> commanded = new();
    private long messages;

    /// <param name="limit">For reading and for commanding, each.</param>
    public async Task<ControlResult> RunAsync(int devices, TimeSpan limit, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        var anchors = TrustAnchors.FromPem(broker.TrustPem);
        var (session, answer) = await AttackSession.OpenAsync(
            broker.Host, broker.Port, anchors.ClientOptions(broker.Host, identity.Certificate),
            new ConnectPacket { CleanStart = true, ClientId = "romo", KeepAlive = 300 }, Observe, time, cancellationToken);
        if (session is null)
        {
            throw new IOException($"The open broker does not take the stolen certificate: {answer.Text}");
        }

        await using (session)
        {
            await session.SubscribeAsync(1, ["#"], QualityOfService.AtMostOnce, cancellationToken);
            await UntilAsync(() => read.Count >= devices - 1, limit, cancellationToken);
            foreach (var serial in read.Keys)
            {
                await session.SendAsync(
                    output => PacketWriter.WritePublish(
                        output, MqttVersion.V500, Encoding.UTF8.GetBytes(OpenTopics.Command(serial, "locate", "1")), Encoding.UTF8.GetBytes($"{{\"mark\":\"{Mark}\"}}"),
                        QualityOfService.AtMostOnce, 0, retain: false, dup: false),
                    cancellationToken);
            }

            await UntilAsync(() => commanded.Count >= devices - 1, limit, cancellationToken);
        }

        return new ControlResult(
            devices, read.Keys.Count(commanded.ContainsKey), read.Count, commanded.Count, Interlocked.Read(ref messages),
            Math.Round(time.GetElapsedTime(begin).TotalSeconds, 3));
    }

    private void Observe(string topic, ReadOnlyMemory<byte> payload)
    {
        var serial = OpenTopics.SerialOf(topic);
        if (serial.Length == 0 || serial == ownSerial)
        {
            return;
        }

        Interlocked.Increment(ref messages);
        if (topic.EndsWith("/ack", StringComparison.Ordinal))
        {
            commanded.TryAdd(serial, true);
        }
        else if (payload.Span.IndexOf(Encoding.ASCII.GetBytes(serial)) >= 0)
        {
            // The robot's own words, with its serial in them; not an echo of the thief's command.
            read.TryAdd(serial, true);
        }
    }

    private async Task UntilAsync(Func<bool> reached, TimeSpan limit, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        while (!reached() && time.GetElapsedTime(begin) < limit)
        {
            await Task.Delay(Look, time, cancellationToken);
            monitor.Change(now => now with { ControlReached = read.Count });
        }
    }
}
