namespace Breakwater.Drills.Fleet.Homes;

/// <summary>Ways through a home.</summary>
internal static class Navigation
{
    /// <summary>The shortest way, without the start and with the goal; empty when the robot is there.</summary>
    public static List<ushort> Path(FloorPlan plan, int from, int to)
    {
        var path = new List<ushort>();
        if (from == to)
        {
            return path;
        }

        // Searched backwards, so that following the predecessors gives the way in walking order.
        var towards = new int[plan.Count];
        Array.Fill(towards, -1);
        towards[to] = to;
        var frontier = new Queue<int>([to]);
        Span<int> neighbours = stackalloc int[4];
        while (towards[from] < 0 && frontier.TryDequeue(out var cell))
        {
            foreach (var next in neighbours[..plan.Neighbours(cell, neighbours)])
            {
                if (towards[next] < 0)
                {
                    towards[next] = cell;
                    frontier.Enqueue(next);
                }
            }
        }

        for (var cell = from; cell != to && towards[cell] >= 0;)
        {
            cell = towards[cell];
            path.Add((ushort)cell);
        }

        return path;
    }

    /// <summary>Every free cell, room after room, in lanes that alternate in direction; with the ways between them.</summary>
    public static List<ushort> Sweep(FloorPlan plan, int from)
    {
        var route = new List<ushort>();
        var at = from;
        for (var room = 1; room <= plan.Rooms; room++)
        {
            foreach (var cell in Lanes(plan, room))
            {
                route.AddRange(Path(plan, at, cell));
                at = cell;
            }
        }

        return route;
    }

    private static IEnumerable<int> Lanes(FloorPlan plan, int room)
    {
        for (var y = 0; y < plan.Height; y++)
        {
            for (var i = 0; i < plan.Width; i++)
            {
                var cell = plan.CellAt(y % 2 == 0 ? i : plan.Width - 1 - i, y);
                if (plan.RoomAt(cell) == room && plan.IsFree(cell))
                {
                    yield return cell;
                }
            }
        }
    }
}
