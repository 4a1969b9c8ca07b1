namespace Breakwater.Drills.Fleet.Homes;

/// <summary>
/// Divides a rectangle into rooms until they are small enough (binary space partition), puts a door into every dividing wall, and
/// furnishes. Every free cell can be reached from every other: each division has a door, and obstacles have free cells all around.
/// </summary>
internal sealed class FloorPlanGenerator
{
    /// <summary>2 m: below this a room is a cupboard.</summary>
    private const int MinimumSide = 8;

    private static readonly string[] Labels = ["Cable", "Shoe", "Sock", "Pedestal", "Pet bowl", "Toy", "Fabric"];

    private readonly Random random;
    private readonly FloorPlan plan;
    private readonly List<Area> rooms = [];
    private readonly List<Area> walls = [];

    private FloorPlanGenerator(Random random)
    {
        this.random = random;
        plan = new FloorPlan(random.Next(28, 45), random.Next(24, 37));
    }

    /// <summary>The same seed gives the same home.</summary>
    public static FloorPlan Generate(int seed)
    {
        var generator = new FloorPlanGenerator(new Random(seed));
        generator.Divide(new Area(1, 1, generator.plan.Width - 2, generator.plan.Height - 2));
        generator.OpenDoors();
        generator.Furnish();
        generator.plan.Dock = generator.plan.CellAt(generator.rooms[0].Left, generator.rooms[0].Top);
        return generator.plan;
    }

    private void Divide(Area area)
    {
        var vertical = area.Width >= area.Height;
        var side = vertical ? area.Width : area.Height;
        var mayStay = area.Width * area.Height <= 500 && random.Next(3) == 0;
        if (side < (2 * MinimumSide) + 1 || mayStay)
        {
            plan.AddRoom(area);
            rooms.Add(area);
            return;
        }

        var at = random.Next(MinimumSide, side - MinimumSide);
        if (vertical)
        {
            walls.Add(new Area(area.Left + at, area.Top, 1, area.Height));
            Divide(area with { Width = at });
            Divide(area with { Left = area.Left + at + 1, Width = area.Width - at - 1 });
        }
        else
        {
            walls.Add(new Area(area.Left, area.Top + at, area.Width, 1));
            Divide(area with { Height = at });
            Divide(area with { Top = area.Top + at + 1, Height = area.Height - at - 1 });
        }
    }

    private void OpenDoors()
    {
        foreach (var wall in walls)
        {
            var vertical = wall.Width == 1;
            var step = vertical ? 1 : plan.Width;
            var candidates = Enumerable.Range(0, vertical ? wall.Height : wall.Width)
                .Select(i => plan.CellAt(wall.Left + (vertical ? 0 : i), wall.Top + (vertical ? i : 0)))
                .Where(cell => plan.IsFree(cell - step) && plan.IsFree(cell + step))
                .ToList();
            var door = candidates[random.Next(candidates.Count)];
            plan.OpenDoor(door, plan.RoomAt(door - step));
        }
    }

    private void Furnish()
    {
        foreach (var room in rooms)
        {
            for (var attempts = random.Next(0, 5); attempts > 0; attempts--)
            {
                var cell = plan.CellAt(random.Next(room.Left + 1, room.Left + room.Width - 1), random.Next(room.Top + 1, room.Top + room.Height - 1));
                if (Surroundings(cell).All(plan.IsFree))
                {
                    plan.AddObstacle(new Obstacle(cell, Labels[random.Next(Labels.Length)]));
                }
            }
        }
    }

    private IEnumerable<int> Surroundings(int cell) =>
        from row in (int[])[-1, 0, 1]
        from column in (int[])[-1, 0, 1]
        select cell + (row * plan.Width) + column;
}
