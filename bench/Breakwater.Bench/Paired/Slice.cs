using Breakwater.Bench.Paired.Sides;

namespace Breakwater.Bench.Paired;

/// <summary>What a slice of a load cost a server, for each operation.</summary>
/// <param name="Cpu">Microseconds.</param>
/// <param name="Allocated">Bytes.</param>
/// <param name="Compiled">Methods that the JIT compiled in all of the slice: of a warm server next to none.</param>
internal readonly record struct Slice(double Cpu, double Allocated, long Compiled)
{
    public static Slice Between(ServerReading before, ServerReading after, int operations) => new(
        (after.Cpu - before.Cpu).TotalMicroseconds / operations,
        (after.AllocatedBytes - before.AllocatedBytes) / (double)operations,
        after.Compiled - before.Compiled);
}
