namespace Breakwater.Device.Connection;

/// <summary>
/// Exponential backoff with full jitter: uniform between zero and a ceiling that doubles with each failure (see "Exponential Backoff And
/// Jitter", AWS Architecture Blog, 2015), so that a fleet which lost its server together does not return together.
/// </summary>
/// <param name="Base">The ceiling after the first failure; default 1 s.</param>
/// <param name="Cap">The ceiling never grows beyond this; default 2 min, so that a fleet is back soon after a long outage.</param>
/// <param name="TakeOverFloor">
/// The least wait after somebody else took the session, doubling each time; default 30 s. Two holders of one identity who both
/// reconnect at once would otherwise throw each other out for ever.
/// </param>
/// <param name="RefusedFloor">The least wait after a refusal that only an operator can change; default 1 min.</param>
/// <param name="RetryAfterCap">The longest wait that a server can ask for; default 1 h.</param>
public sealed record Backoff(TimeSpan Base, TimeSpan Cap, TimeSpan TakeOverFloor, TimeSpan RefusedFloor, TimeSpan RetryAfterCap)
{
    /// <summary>Ceilings stop doubling here; 2^30 seconds are 34 years.</summary>
    private const int MaximumDoublings = 30;

    public static Backoff Default { get; } = new(
        TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));

    /// <param name="failures">In a row, from 1.</param>
    /// <param name="retryAfter">What the server asked for; waited for at least, up to <see cref="RetryAfterCap"/>.</param>
    /// <param name="random">Uniform in [0, 1).</param>
    public TimeSpan Delay(int failures, ConnectionCause cause, TimeSpan? retryAfter, double random)
    {
        var jitter = Ceiling(Base, Cap, failures) * random;
        var floor = cause switch
        {
            ConnectionCause.TakenOver => Ceiling(TakeOverFloor, RetryAfterCap, failures),
            ConnectionCause.NotAuthorized or ConnectionCause.EnrollmentRefused or ConnectionCause.AdministrativeAction => RefusedFloor,
            _ => TimeSpan.Zero,
        };
        if (retryAfter is { } asked && asked > floor)
        {
            floor = asked < RetryAfterCap ? asked : RetryAfterCap;
        }

        return floor + jitter;
    }

    private static TimeSpan Ceiling(TimeSpan start, TimeSpan cap, int failures)
    {
        var ceiling = start * Math.Pow(2, Math.Clamp(failures - 1, 0, MaximumDoublings));
        return ceiling < cap ? ceiling : cap;
    }
}
