namespace Breakwater.Bench.Paired.Figures;

/// <summary>How much the second build has more than the first, in percent, with its 95 % interval.</summary>
/// <remarks>
/// Each start gives one value: the mean of the logarithms of its pairs' ratios, the outer quarters left out. Pairs of one start are not independent, since
/// they share two processes; the interval is Student's, over the starts. Few starts may lie close together by chance: it is never narrower than the scatter of the pairs
/// within them allows.
/// </remarks>
internal sealed record PairedDifference(double Percent, double Low, double High)
{
    /// <summary>The 97.5 % quantile of the normal distribution.</summary>
    private const double Normal = 1.96;

    /// <summary>97.5 % quantiles of Student's distribution, by degrees of freedom from 1.</summary>
    private static readonly double[] Student =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
    ];

    public bool ContainsZero => Low <= 0 && High >= 0;

    public static PairedDifference Of(IReadOnlyList<IReadOnlyList<Pair>> starts)
    {
        var ratios = starts.Select(pairs => pairs.Select(LogRatio).ToArray()).ToArray();
        var values = ratios.Select(MiddleMean.Of).ToArray();
        var mean = values.Average();
        var between = Quantile(values.Length - 1) * Math.Sqrt(Variance(values) / values.Length);
        var within = Normal * Math.Sqrt(ratios.Sum(r => Variance(r) / r.Length)) / values.Length;
        var half = Math.Max(between, within);
        return new PairedDifference(Percentage(mean), Percentage(mean - half), Percentage(mean + half));
    }

    private static double LogRatio(Pair pair) => pair.Before == pair.After ? 0 : Math.Log(pair.After / pair.Before);

    private static double Variance(double[] values)
    {
        var mean = values.Average();
        return values.Length < 2 ? 0 : values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
    }

    private static double Quantile(int freedom) => freedom <= Student.Length ? Student[freedom - 1] : Normal + (2.5 / freedom);

    private static double Percentage(double logarithm) => (Math.Exp(logarithm) - 1) * 100;
}
