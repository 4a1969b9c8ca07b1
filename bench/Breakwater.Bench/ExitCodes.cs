namespace Breakwater.Bench;

internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The bench could not run to its end.</summary>
    public const int Failed = 1;

    /// <summary>It ran, and something that must hold did not: a message lost, a revoked certificate accepted, an honest device hindered.</summary>
    public const int CheckFailed = 3;

    /// <summary>As a shell says it of an interrupt.</summary>
    public const int Cancelled = 130;
}
