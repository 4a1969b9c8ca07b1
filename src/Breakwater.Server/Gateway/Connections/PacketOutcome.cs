using Breakwater.Mqtt.Protocol;

namespace Breakwater.Server.Gateway.Connections;

/// <summary>What handling a packet leads to: the connection goes on (<c>default</c>), or it ends for a reason.</summary>
/// <param name="ByDevice">The device said goodbye; nothing is sent back.</param>
internal readonly record struct PacketOutcome(bool Ends, ReasonCode Reason, string? Detail, bool ByDevice)
{
    public static PacketOutcome Continue => default;

    /// <summary>The device disconnected of its own accord.</summary>
    public static PacketOutcome Goodbye(ReasonCode reason) => new(true, reason, null, true);

    public static PacketOutcome Close(ReasonCode reason, string? detail = null) => new(true, reason, detail, false);
}
