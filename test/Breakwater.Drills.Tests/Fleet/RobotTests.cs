using System.Text.Json;
using Breakwater.Drills.Fleet.Homes;
using Breakwater.Drills.Fleet.Robots;
using CsCheck;

namespace Breakwater.Drills.Tests.Fleet;

public sealed class RobotTests
{
    private static readonly Gen<(int Seed, int[] Deeds)> Lives = Gen.Select(Gen.Int, Gen.Int[0, 30].Array[50, 400]);

    [Fact]
    public void Advance_AnyLife_BatteryStaysWithinBounds() => Lives.Sample(life => Live(life.Seed, life.Deeds).All(moment => moment.Battery is >= 0 and <= 100), iter: 50);

    [Fact]
    public void Advance_AnyLife_StaysOnFreeFloor() => Lives.Sample(life =>
    {
        var plan = FloorPlanGenerator.Generate(life.Seed);
        return Live(life.Seed, life.Deeds).All(moment => plan.IsFree(moment.Cell) && plan.RoomAt(moment.Cell) == moment.Room && moment.Room > 0);
    }, iter: 50);

    [Fact]
    public void Advance_SameLife_GivesTheSameMoments() => Lives.Sample(life => Live(life.Seed, life.Deeds).SequenceEqual(Live(life.Seed, life.Deeds)), iter: 20);

    [Fact]
    public void Advance_LeftAlone_CleansReturnsAndCharges()
    {
        var robot = new Robot("1", "2", 7);
        var seen = new HashSet<RobotStatus>();
        for (var second = 0; second < 4 * 3600; second += 3)
        {
            robot.Advance(TimeSpan.FromSeconds(3));
            seen.Add(robot.Status);
        }

        Assert.Superset(new HashSet<RobotStatus> { RobotStatus.Docked, RobotStatus.Cleaning, RobotStatus.Returning }, seen);
    }

    [Fact]
    public void Pause_Cleaning_StandsStillAndGoesOn()
    {
        var robot = new Robot("1", "2", 7);
        robot.Start();
        robot.Advance(TimeSpan.FromSeconds(60));
        robot.Pause();
        var cell = robot.Cell;
        robot.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal((RobotStatus.Paused, cell), (robot.Status, robot.Cell));
        robot.Start();
        robot.Advance(TimeSpan.FromSeconds(10));
        Assert.NotEqual(cell, robot.Cell);
    }

    [Fact]
    public void State_AnyRobot_NamesItself()
    {
        var robot = new Robot("20260001000001", "canary", 3);

        using var state = JsonDocument.Parse(RobotPayloads.State(robot, 5));

        Assert.Equal("20260001000001", state.RootElement.GetProperty("serial").GetString());
        Assert.Equal("canary", state.RootElement.GetProperty("canary").GetString());
        Assert.Equal("docked", state.RootElement.GetProperty("status").GetString());
    }

    private static List<(RobotStatus Status, double Battery, int Cell, int Room)> Live(int seed, int[] deeds)
    {
        var robot = new Robot("1", "2", seed);
        var moments = new List<(RobotStatus, double, int, int)>();
        foreach (var deed in deeds)
        {
            switch (deed)
            {
                case 0:
                    robot.Start();
                    break;
                case 1:
                    robot.Pause();
                    break;
                case 2:
                    robot.DriveHome();
                    break;
                case 3:
                    robot.FanSpeed = FanSpeed.Max;
                    break;
                default:
                    robot.Advance(TimeSpan.FromSeconds(deed * 5));
                    break;
            }

            moments.Add((robot.Status, robot.Battery, robot.Cell, robot.Room));
        }

        return moments;
    }
}
