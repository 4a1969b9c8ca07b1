using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace Breakwater.Device.Connection;

/// <summary>How a session begins: TLS to the endpoint, then CONNECT.</summary>
internal static class ConnectPackets
{
    public static MqttClientOptions Options(MqttEndpoint endpoint) => new()
    {
        ProtocolVersion = MqttProtocolVersion.V500,
        WriterBufferSize = 512,
        ChannelOptions = new MqttClientTcpOptions
        {
            RemoteEndpoint = endpoint.Address,
            StreamProvider = new TlsStreamProvider(endpoint.Host, endpoint.Anchors, endpoint.Identity),
            TlsOptions = new MqttClientTlsOptions { UseTls = false }, // the provider's stream is TLS already
        },
    };

    public static MqttConnectPacket Connect(MqttEndpoint endpoint) => new()
    {
        ClientId = endpoint.ClientId,
        CleanSession = true,
        KeepAlivePeriod = (ushort)Math.Clamp(endpoint.KeepAlive.TotalSeconds, 1, ushort.MaxValue),
        RequestProblemInformation = true,
    };
}
