namespace Breakwater.Bench.Reporting;

/// <summary>What is going on, on standard error, so that standard output holds results only.</summary>
internal static class Progress
{
    private static readonly long Started = TimeProvider.System.GetTimestamp();

    public static void Say(string what) =>
        Console.Error.WriteLine($"[{TimeProvider.System.GetElapsedTime(Started).TotalSeconds,6:F1} s] {what}");
}
