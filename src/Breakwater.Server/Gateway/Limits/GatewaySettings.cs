using Breakwater.Server.Rooms;

namespace Breakwater.Server.Gateway.Limits;

/// <summary><c>gateway.*</c>.</summary>
internal static class GatewaySettings
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static Section<GatewayOptions> Section { get; } = new Section<GatewayOptions>("gateway")
        .Number("maximumPacketSize", 1024, 16 * 1024 * 1024, "Bytes of an MQTT packet.", o => o.MaximumPacketSize, (o, v) => o with { MaximumPacketSize = v })
        .Number("receiveMaximum", 1, 65_535, "QoS 1 publishes of a device that may wait for their PUBACK.", o => o.ReceiveMaximum, (o, v) => o with { ReceiveMaximum = v })
        .Number("topicAliasMaximum", 0, 1024, "Topic aliases a connection.", o => o.TopicAliasMaximum, (o, v) => o with { TopicAliasMaximum = v })
        .Number("subscriptions", 1, 1000, "Subscriptions a session.", o => o.Subscriptions, (o, v) => o with { Subscriptions = v })
        .Duration("maximumKeepAlive", 10 * Second, TimeSpan.FromSeconds(65_535), "The longest keep-alive.", o => o.MaximumKeepAlive, (o, v) => o with { MaximumKeepAlive = v })
        .Duration("handshakeTimeout", Second, 5 * TimeSpan.FromMinutes(1), "From the TCP connection to the end of the TLS handshake.", o => o.HandshakeTimeout, (o, v) => o with { HandshakeTimeout = v })
        .Duration("connectTimeout", Second, 5 * TimeSpan.FromMinutes(1), "From the TLS handshake to CONNECT.", o => o.ConnectTimeout, (o, v) => o with { ConnectTimeout = v })
        .Duration("writeTimeout", Second, Hour, "How long a device may refuse to read.", o => o.WriteTimeout, (o, v) => o with { WriteTimeout = v })
        .Duration("maximumSessionExpiry", TimeSpan.Zero, 90 * Day, "How long a session outlives its connection at most.", o => o.MaximumSessionExpiry, (o, v) => o with { MaximumSessionExpiry = v })
        .Number("publishRate", 0, 1_000_000, "Packets a second of a device, on whichever connection, sustained; 0: no limit.", o => o.PublishRate, (o, v) => o with { PublishRate = v })
        .Number("publishBurst", 1, 1_000_000, "Packets that may come at once before the rate holds.", o => o.PublishBurst, (o, v) => o with { PublishBurst = v })
        .Number("byteRate", 0, int.MaxValue, "Bytes a second of a device, on whichever connection, sustained; 0: no limit.", o => o.ByteRate, (o, v) => o with { ByteRate = v })
        .Number("byteBurst", 1024, int.MaxValue, "Bytes that may come at once before the rate holds.", o => o.ByteBurst, (o, v) => o with { ByteBurst = v })
        .Number("dayBytes", 0, int.MaxValue, "Bytes of telemetry and events that a device may leave on disk in a UTC day; 0: no limit.", o => o.DayBytes, (o, v) => o with { DayBytes = v })
        .Number("outboundBytes", 1024, 16 * 1024 * 1024, "Bytes of acknowledgements that may wait for a device that does not read; then nothing more is read from it.", o => o.OutboundBytes, (o, v) => o with { OutboundBytes = v })
        .Number("maximumConnections", 1, 1_000_000, "Connections at once on each listener.", o => o.MaximumConnections, (o, v) => o with { MaximumConnections = v })
        .List("profiles", "topic profile files, separated by commas", "Topic profiles of existing firmware; docs/reference/topic-profiles.md.", (o, v) => o with { Profiles = v });
}
