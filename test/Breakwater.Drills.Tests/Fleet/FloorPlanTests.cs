using Breakwater.Drills.Fleet.Homes;
using CsCheck;

namespace Breakwater.Drills.Tests.Fleet;

public sealed class FloorPlanTests
{
    [Fact]
    public void Generate_AnySeed_EveryFreeCellIsReachable() => Gen.Int.Sample(seed =>
    {
        var plan = FloorPlanGenerator.Generate(seed);
        var reached = new HashSet<int> { plan.Dock };
        var frontier = new Queue<int>(reached);
        var neighbours = new int[4];
        while (frontier.TryDequeue(out var cell))
        {
            foreach (var next in neighbours[..plan.Neighbours(cell, neighbours)])
            {
                if (reached.Add(next))
                {
                    frontier.Enqueue(next);
                }
            }
        }

        return plan.Rooms >= 2 && plan.IsFree(plan.Dock) && reached.Count == Enumerable.Range(0, plan.Count).Count(plan.IsFree);
    });

    [Fact]
    public void Generate_AnySeed_BorderIsWall() => Gen.Int.Sample(seed =>
    {
        var plan = FloorPlanGenerator.Generate(seed);
        return Enumerable.Range(0, plan.Count).Where(cell => plan.Position(cell) is var (x, y) && (x == 0 || y == 0 || x == plan.Width - 1 || y == plan.Height - 1))
            .All(cell => plan.RoomAt(cell) == 0);
    });

    [Fact]
    public void Generate_SameSeed_GivesTheSameHome() => Gen.Int.Sample(seed =>
    {
        var (one, other) = (FloorPlanGenerator.Generate(seed), FloorPlanGenerator.Generate(seed));
        return Enumerable.Range(0, one.Count).All(cell => one.RoomAt(cell) == other.RoomAt(cell)) && one.Obstacles.SequenceEqual(other.Obstacles);
    });

    [Fact]
    public void Sweep_AnySeed_VisitsEveryFreeCell() => Gen.Int.Sample(seed =>
    {
        var plan = FloorPlanGenerator.Generate(seed);
        var visited = Navigation.Sweep(plan, plan.Dock).Select(cell => (int)cell).Append(plan.Dock).ToHashSet();
        return Enumerable.Range(0, plan.Count).Where(plan.IsFree).All(visited.Contains);
    }, iter: 30);
}
