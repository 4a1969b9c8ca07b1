namespace Breakwater.Drills.Fleet.Homes;

/// <summary>A home on a grid of 25 cm cells, row by row. A robot stands in exactly one cell.</summary>
internal sealed class FloorPlan
{
    public const int CellCentimetres = 25;

    private const byte ObstacleBit = 0x80;

    private readonly byte[] cells;

    public FloorPlan(int width, int height)
    {
        Width = width;
        Height = height;
        cells = new byte[width * height];
    }

    public int Width { get; }

    public int Height { get; }

    public int Count => cells.Length;

    /// <summary>Rooms are numbered from 1.</summary>
    public int Rooms { get; private set; }

    /// <summary>The cell of the charging station.</summary>
    public int Dock { get; set; }

    public IReadOnlyList<Obstacle> Obstacles => obstacles;

    private readonly List<Obstacle> obstacles = [];

    public int CellAt(int x, int y) => (y * Width) + x;

    public (int X, int Y) Position(int cell) => (cell % Width, cell / Width);

    /// <summary>The room's number; 0 for walls and outside.</summary>
    public int RoomAt(int cell) => cells[cell] & ~ObstacleBit;

    /// <summary>Whether a robot can stand there.</summary>
    public bool IsFree(int cell) => cells[cell] is > 0 and < ObstacleBit;

    public int AddRoom(Area area)
    {
        Rooms++;
        for (var y = area.Top; y < area.Top + area.Height; y++)
        {
            cells.AsSpan(CellAt(area.Left, y), area.Width).Fill((byte)Rooms);
        }

        return Rooms;
    }

    public void OpenDoor(int cell, int room) => cells[cell] = (byte)room;

    public void AddObstacle(Obstacle obstacle)
    {
        obstacles.Add(obstacle);
        cells[obstacle.Cell] |= ObstacleBit;
    }

    /// <summary>The free cells above, left, right and below. The border of a plan is wall, so these never leave it.</summary>
    public int Neighbours(int cell, Span<int> into)
    {
        var count = 0;
        foreach (var next in (ReadOnlySpan<int>)[cell - Width, cell - 1, cell + 1, cell + Width])
        {
            if (IsFree(next))
            {
                into[count++] = next;
            }
        }

        return count;
    }
}
