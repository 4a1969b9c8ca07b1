using System.Buffers;
using System.Text;
using Breakwater.Drills.Romo.Attempts;
using Breakwater.Mqtt;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Subscribing;

namespace Breakwater.Drills.Romo.Catalogue;

/// <summary>Packets that no client library sends.</summary>
internal static class RawAttempts
{
    private const byte Subscribe = 0x82;
    private const byte PublishQos1 = 0x32;

    public static IEnumerable<Attempt> All { get; } =
    [
        new RawAttempt("second-connect", "A second CONNECT, as another, on an accepted connection", (context, _) =>
            context.Loot.Others.Take(3).Select(other => Parts(output => PacketWriter.WriteConnect(output, context.Connect() with { ClientId = other.Serial })))),
        new RawAttempt("subscribe-qos3", "SUBSCRIBE # with QoS 3", (_, _) => [Parts(Body(Subscribe, [0, 1, 0, 0, 1, (byte)'#', 3]))]),
        new RawAttempt("subscribe-null-character", "SUBSCRIBE of an own topic, a null, and another's", (context, _) =>
            [Parts(Body(Subscribe, [0, 1, 0, .. Text($"commands/#\0{context.Loot.Others[0].Serial}/#"), 1]))]),
        new RawAttempt("subscribe-bad-wildcards", "SUBSCRIBE of #/x, a#, +a, $share//#, $share/+/#", (_, _) =>
            ((string[])["#/x", "a#", "+a", "$share//#", "$share/+/#", "$share/x"]).Select(filter => Parts(Body(Subscribe, [0, 1, 0, .. Text(filter), 1])))),
        new RawAttempt("publish-invalid-utf8", "PUBLISH whose topic is overlong UTF-8 for ../", (context, mark) =>
            [Parts(Body(PublishQos1, [0, 4, 0xC0, 0xAE, 0xC0, 0xAF, 0, 1, 0, .. Encoding.UTF8.GetBytes(mark)]))]),
        new RawAttempt("publish-wildcard-topic", "PUBLISH to +/commands/locate/1", (_, mark) =>
            [Parts(Body(PublishQos1, [.. Text("+/commands/locate/1"), 0, 1, 0, .. Encoding.UTF8.GetBytes(mark)]))]),
        new RawAttempt("publish-both-qos-bits", "PUBLISH with QoS 3 to another", (context, mark) =>
            [Parts(Body(0x36, [.. Text($"devices/{context.Loot.Others[0].Serial}/commands/locate/1"), 0, 1, 0, .. Encoding.UTF8.GetBytes(mark)]))]),
        new RawAttempt("alias-never-bound", "PUBLISH with aliases that somebody else may have bound", (_, mark) =>
            Enumerable.Range(1, 8).Select(alias => Parts(Body(PublishQos1, [0, 0, 0, 1, 3, 0x23, 0, (byte)alias, .. Encoding.UTF8.GetBytes(mark)])))),
        new RawAttempt("server-packets", "CONNACK, SUBACK and UNSUBACK from a client", (_, _) =>
            [Parts(Body(0x20, [0, 0, 0])), Parts(Body(0x90, [0, 1, 0, 0])), Parts(Body(0xB0, [0, 1, 0, 0]))]),
        new RawAttempt("subscribe-before-connect-ends", "CONNECT and SUBSCRIBE # in one breath, again on a live connection", (context, _) =>
            [Parts(output =>
            {
                PacketWriter.WriteConnect(output, context.Connect());
                PacketWriter.WriteSubscribe(output, MqttVersion.V500, new SubscribePacket { PacketId = 1, Subscriptions = [new SubscriptionRequest("#", QualityOfService.AtMostOnce)] });
            })]),
    ];

    private static Action<IBufferWriter<byte>>[] Parts(params Action<IBufferWriter<byte>>[] parts) => parts;

    private static Action<IBufferWriter<byte>> Body(byte header, byte[] body) => output => PacketWriter.WriteFrame(output, header, body);

    /// <summary>§1.5.4: length, then bytes.</summary>
    private static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [(byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
    }
}
