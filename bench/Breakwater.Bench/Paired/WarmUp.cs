namespace Breakwater.Bench.Paired;

/// <summary>
/// Whether a server has become flat: in the last slices the JIT compiled next to nothing, and none of them was cheaper than all before them by more
/// than a tolerance. The cheapest is compared, because other work on the machine makes slices dearer, never cheaper than they are.
/// </summary>
internal sealed class WarmUp
{
    /// <summary>So many slices at the end are judged.</summary>
    public const int Window = 3;

    /// <summary>Of the processor time an operation.</summary>
    public const double Tolerance = 0.05;

    /// <summary>Methods in all of those slices; one takes some tenths of a millisecond.</summary>
    public const int Compiled = 50;

    private readonly List<Slice> slices = [];

    public bool IsFlat => slices.Count > Window
        && slices.TakeLast(Window).Sum(s => s.Compiled) <= Compiled
        && slices.TakeLast(Window).Min(s => s.Cpu) >= slices.SkipLast(Window).Min(s => s.Cpu) * (1 - Tolerance);

    public void Add(Slice slice) => slices.Add(slice);
}
