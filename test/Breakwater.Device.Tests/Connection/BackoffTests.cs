using Breakwater.Device.Connection;
using CsCheck;

namespace Breakwater.Device.Tests.Connection;

public sealed class BackoffTests
{
    private static readonly Gen<(int Failures, ConnectionCause Cause, int RetryAfter, double Random)> Cases = Gen.Select(
        Gen.Int[1, int.MaxValue], Gen.Enum<ConnectionCause>(), Gen.Int[0, 100_000], Gen.Double[0, 0.999999]);

    [Fact]
    public void Delay_Anything_StaysWithinBounds() => Cases.Sample(c =>
    {
        var backoff = Backoff.Default;
        var delay = backoff.Delay(c.Failures, c.Cause, TimeSpan.FromSeconds(c.RetryAfter), c.Random);
        return delay >= TimeSpan.Zero && delay <= backoff.RetryAfterCap + backoff.Cap;
    });

    [Fact]
    public void Delay_RetryAfter_IsNeverUndercut() => Cases.Sample(c =>
    {
        var asked = TimeSpan.FromSeconds(Math.Min(c.RetryAfter, 3600));
        return Backoff.Default.Delay(c.Failures, c.Cause, asked, c.Random) >= asked;
    });

    [Fact]
    public void Delay_TakenOver_WaitsLongerEachTime() => Cases.Sample(c =>
        Backoff.Default.Delay(c.Failures, ConnectionCause.TakenOver, null, c.Random) >= TimeSpan.FromSeconds(Math.Min(30 * Math.Pow(2, Math.Min(c.Failures - 1, 7)), 3600)));

    [Fact]
    public void Delay_FullJitter_UsesTheWholeSpan()
    {
        Assert.Equal(TimeSpan.Zero, Backoff.Default.Delay(5, ConnectionCause.Network, null, 0));
        Assert.Equal(TimeSpan.FromSeconds(8), Backoff.Default.Delay(5, ConnectionCause.Network, null, 0.5));
    }
}
