namespace Breakwater.Server.Gateway.Limits;

/// <summary>What one device has used of its limits, on whichever connection: a new connection is no new burst.</summary>
internal sealed class DeviceRate(RateLimit packets, RateLimit bytes, DayBytes kept)
{
    /// <summary>Packets that the device sends, each by the cost of its way in.</summary>
    public RateLimit Packets => packets;

    /// <summary>Bytes that the device sends.</summary>
    public RateLimit Bytes => bytes;

    /// <summary>Bytes that stay on disk for the device.</summary>
    public DayBytes Kept => kept;

    /// <summary>For the one map of the device that is being unpacked, whichever connection or will it came by. Its wait handle is never asked for.</summary>
    public SemaphoreSlim Maps { get; } = new(1);

    /// <summary>Connections and wills that go by it. Under its own lock.</summary>
    internal int Users { get; set; }

    /// <summary>It is in the table no more, and nobody may begin with it. Under its own lock.</summary>
    internal bool IsForgotten { get; set; }

    /// <summary>A new one would be no different.</summary>
    internal bool IsFull => packets.IsFull && bytes.IsFull;
}
