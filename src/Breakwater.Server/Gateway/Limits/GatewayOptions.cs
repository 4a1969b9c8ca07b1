namespace Breakwater.Server.Gateway.Limits;

/// <summary>Limits of the MQTT gateway (section <c>gateway</c>).</summary>
public sealed record GatewayOptions
{
    /// <summary>Bytes of a packet. Source: Valetudo's compressed maps reach 0.7 MB; AWS allows 128 KB, Azure 256 KB, and neither carries maps.</summary>
    public int MaximumPacketSize { get; init; } = 1024 * 1024;

    /// <summary>QoS 1 publishes of a device that may wait for their PUBACK. Source: AWS IoT Core, 100 in flight.</summary>
    public int ReceiveMaximum { get; init; } = 100;

    /// <summary>Topic aliases a connection. Source: AWS IoT Core, 8.</summary>
    public int TopicAliasMaximum { get; init; } = 8;

    /// <summary>Subscriptions a session. Source: AWS IoT Core, 50.</summary>
    public int Subscriptions { get; init; } = 50;

    /// <summary>The longest keep-alive; a client that wants more (or, in 5.0, none) is told this one. Source: Azure IoT Hub, 1,177 s.</summary>
    public TimeSpan MaximumKeepAlive { get; init; } = TimeSpan.FromSeconds(1177);

    /// <summary>From the TCP connection to the end of the TLS handshake. Source: Kestrel's default, 10 s.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From the TLS handshake to the CONNECT packet. Source: EMQX's idle_timeout, 15 s; nothing needs longer after a handshake.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a device may refuse to read what is written to it.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a session outlives its connection at most. Source: AWS IoT Core, 7 days.</summary>
    public TimeSpan MaximumSessionExpiry { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Packets a second of a device, on whichever connection, sustained; a faster device is read more slowly. 0: no limit. Source: AWS IoT Core, 100 publishes.</summary>
    public int PublishRate { get; init; } = 100;

    /// <summary>Packets that may come at once before the rate holds: a Homie firmware describes itself in about 300 messages.</summary>
    public int PublishBurst { get; init; } = 1000;

    /// <summary>Bytes a second of a device, on whichever connection, sustained. 0: no limit. Source: AWS IoT Core, 512 KB.</summary>
    public int ByteRate { get; init; } = 512 * 1024;

    /// <summary>Bytes that may come at once before the rate holds: some maps.</summary>
    public int ByteBurst { get; init; } = 8 * 1024 * 1024;

    /// <summary>
    /// Bytes of telemetry and events that a device may leave on disk in a UTC day; what is more is refused. 0: no limit. Source: the rate of 100 publishes a second,
    /// of 105 bytes, all day. (Maps, twins and answers replace each other, and have limits of their own.)
    /// </summary>
    public int DayBytes { get; init; } = 1024 * 1024 * 1024;

    /// <summary>Bytes that may wait for a slow reader before its packets are no longer read.</summary>
    public int OutboundBytes { get; init; } = 256 * 1024;

    /// <summary>Connections at once, with and without a CONNECT. Source: what 30 KB a connection allows in 4 GB.</summary>
    public int MaximumConnections { get; init; } = 100_000;

    /// <summary>Topic profiles by file; each says which device models it is for.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];
}
