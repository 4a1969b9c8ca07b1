namespace Breakwater.Bench.Paired.Figures;

/// <summary>
/// The mean without the outer quarters: a collection, a sealed segment of the ledger or a neighbour's burst comes in some slices and not in others.
/// </summary>
internal static class MiddleMean
{
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var outer = sorted.Length / 4;
        return sorted.Skip(outer).Take(sorted.Length - (2 * outer)).Average();
    }
}
