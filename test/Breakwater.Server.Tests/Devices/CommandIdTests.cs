using Breakwater.Contracts.Ids;
using CsCheck;

namespace Breakwater.Server.Tests.Devices;

public sealed class CommandIdTests
{
    /// <summary>Also many in a millisecond, and with a clock that is set back.</summary>
    [Fact]
    public void CreateAfter_WhateverTheClockSays_SortsAfter() => Gen.Int[-5, 5].Array[1, 50].Sample(steps =>
    {
        var (now, earlier) = (new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), default(CommandId));
        var made = new List<string>();
        foreach (var step in steps)
        {
            now = now.AddMilliseconds(step);
            earlier = CommandId.CreateAfter(earlier, now);
            made.Add(earlier.ToString());
        }

        Assert.Equal(made.Distinct().Order(StringComparer.Ordinal), made);
        Assert.All(made, id => Assert.Equal(CommandId.Parse(id).ToString(), id));
    });

    [Fact]
    public void CreateAfter_LaterThanTheEarlier_IsOfItsOwnTime()
    {
        var now = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        var first = CommandId.Create(now);
        Assert.Equal(now.AddSeconds(1).ToUnixTimeMilliseconds().ToString("x12"), CommandId.CreateAfter(first, now.AddSeconds(1)).ToString()[..12]);
    }
}
