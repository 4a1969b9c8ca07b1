namespace Breakwater.Bench.Paired.Sides;

/// <summary>What a server has used since its start.</summary>
/// <param name="Cpu">Processor time of all its threads.</param>
/// <param name="Compiled">Methods that the JIT compiled; the time it takes is that of a clock on the wall, which a busy machine makes long.</param>
internal readonly record struct ServerReading(TimeSpan Cpu, long Compiled, long AllocatedBytes);
