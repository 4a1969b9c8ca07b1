using Breakwater.Mqtt;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Gateway.Connections;

namespace Breakwater.Server.Gateway.Packets;

/// <summary>MQTT 5.0 §3.12.</summary>
internal sealed class PingReqHandler : IPacketHandler
{
    public PacketType Type => PacketType.PingReq;

    public WayInPolicy Policy { get; } = PacketPolicies.ForDevices(DeviceAction.Connect);

    public ValueTask<PacketOutcome> HandleAsync(MqttConnection connection, in MqttFrame frame)
    {
        connection.Outbound.Write(0, static (output, _) => PacketWriter.WritePingResp(output));
        return ValueTask.FromResult(PacketOutcome.Continue);
    }
}
