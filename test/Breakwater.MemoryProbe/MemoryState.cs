namespace Breakwater.MemoryProbe;

/// <param name="Heap">Bytes that live on the managed heap.</param>
/// <param name="Native">Bytes that are resident and not the collector's.</param>
/// <param name="Resident">All that is resident, with what the collector keeps for later.</param>
public readonly record struct MemoryState(long Heap, long Native, long Resident)
{
    public long Held => Heap + Native;
}
