using Breakwater.Server.Access.Actions;
using CsCheck;

namespace Breakwater.Server.Tests.Access;

public sealed class ActionSetTests
{
    private static readonly Gen<int> Number = Gen.Int[0, ActionSet.Capacity - 1];

    [Fact]
    public void AnySet_IsTheSetOfItsNumbers() => Gen.Select(Number.Array[0, 40], Number.Array[0, 40]).Sample(
        (some, others) =>
        {
            var (set, other) = (Of(some), Of(others));
            Assert.All(Enumerable.Range(0, ActionSet.Capacity), n => Assert.Equal(some.Contains(n), set.Contains((DeviceAction)n)));
            Assert.Equal(some.Distinct().Count(), set.Count);
            Assert.Equal(some.Length == 0, set.IsEmpty);
            Assert.Equal(some.All(others.Contains), set.IsSubsetOf(other));
            Assert.Equal(some.ToHashSet().SetEquals(others), set == other);
            Assert.True(set.IsSubsetOf(Of([.. some, .. others])));
        },
        iter: 2000);

    [Theory]
    [InlineData(-1)]
    [InlineData(ActionSet.Capacity)]
    [InlineData(ActionSet.Capacity + 64)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void AnActionWithoutRoom_IsRefused_AndNeverAnother(int number)
    {
        var action = (DeviceAction)number;
        Assert.Throws<ArgumentOutOfRangeException>(() => ActionSet.Of(action));
        Assert.Throws<ArgumentOutOfRangeException>(() => default(ActionSet).With(action));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ActionSet(ulong.MaxValue, ulong.MaxValue).Contains(action));
    }

    [Fact]
    public void EveryAction_HasRoom_AndItsName()
    {
        var all = ActionSet.Of(Enum.GetValues<DeviceAction>());
        Assert.Equal(Enum.GetValues<DeviceAction>().Length, all.Count);
        Assert.True(ActionSet.TryParse(all.ToNames(), out var parsed, out _));
        Assert.Equal(all, parsed);
    }

    private static ActionSet Of(int[] numbers) => ActionSet.Of([.. numbers.Select(n => (DeviceAction)n)]);
}
