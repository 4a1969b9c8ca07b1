namespace Breakwater.Bench.Reporting;

internal static class Quantiles
{
    public static double Median(IEnumerable<double> values) => At(values, 0.5);

    /// <summary>The nearest-rank quantile, so that p99 is a value that occurred.</summary>
    public static double At(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN
            : share == 0.5 && sorted.Length % 2 == 0 ? (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2
            : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
