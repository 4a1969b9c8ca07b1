using Breakwater.Mqtt.Fuzz;

namespace Breakwater.Mqtt.Tests;

public class FuzzTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ForInputs_ShortRun_EveryInvariantHolds(int seed)
    {
        FuzzOutcome outcome = FuzzRun.ForInputs(seed, 50_000);
        Assert.Null(outcome.Failure);
        Assert.True(outcome.Accepted > 1_000, "the run accepted too few packets to mean anything");
    }
}
