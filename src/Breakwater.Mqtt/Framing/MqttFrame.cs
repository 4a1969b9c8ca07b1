using System.Buffers;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Mqtt.Framing;

/// <summary>One control packet, still raw. <see cref="Body"/> points into the caller's buffer and lives as long as that does.</summary>
public readonly struct MqttFrame
{
    internal MqttFrame(byte header, ReadOnlySequence<byte> body, int totalLength)
    {
        Header = header;
        Body = body;
        TotalLength = totalLength;
    }

    public byte Header { get; }

    public PacketType Type => (PacketType)(Header >> 4);

    public byte Flags => (byte)(Header & 0x0F);

    /// <summary>Everything behind the fixed header.</summary>
    public ReadOnlySequence<byte> Body { get; }

    /// <summary>Bytes on the wire, fixed header included.</summary>
    public int TotalLength { get; }
}
