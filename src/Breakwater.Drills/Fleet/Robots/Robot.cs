using Breakwater.Drills.Fleet.Homes;

namespace Breakwater.Drills.Fleet.Robots;

/// <summary>
/// A vacuum robot that cleans its home lane by lane, drives home when it is done or its battery is low, charges, and goes on.
/// It knows nothing of networks. Not thread-safe.
/// </summary>
internal sealed class Robot
{
    /// <summary>1.2 cells, or 30 cm, a second: the pace of common robots.</summary>
    private const double CellsPerSecond = 1.2;

    /// <summary>Percent a second; about 2 hours of cleaning at medium speed.</summary>
    private const double CleaningDrain = 100.0 / 7200;

    private const double PausedDrain = CleaningDrain / 10;

    /// <summary>Percent a second; 3 hours from empty to full.</summary>
    private const double Charge = 100.0 / 10_800;

    private const double LowBattery = 15;
    private const double EnoughBattery = 80;

    private readonly FloorPlan plan;
    private readonly Random random;
    private List<ushort> route = [];
    private int step;
    private double progress;
    private bool unfinished;
    private TimeSpan rest;
    private int cell;

    /// <param name="seed">Gives home, battery and habits.</param>
    public Robot(string serial, string canary, int seed)
    {
        Serial = serial;
        Canary = canary;
        plan = FloorPlanGenerator.Generate(seed);
        random = new Random(seed ^ 0x5EED);
        cell = plan.Dock;
        Battery = random.Next(40, 101);
        Rest();
    }

    /// <summary>What it can be told to do.</summary>
    public static IReadOnlyList<string> Commands { get; } = ["start", "pause", "dock", "home", "locate"];

    public string Serial { get; }

    /// <summary>A secret that appears in everything this robot sends: who sees it has seen this robot.</summary>
    public string Canary { get; }

    public FloorPlan Home => plan;

    public RobotStatus Status { get; private set; }

    /// <summary>Percent.</summary>
    public double Battery { get; private set; }

    public FanSpeed FanSpeed { get; set; } = FanSpeed.Medium;

    public int Cell => cell;

    /// <summary>Centimetres from the home's corner.</summary>
    public (int X, int Y) Position => plan.Centimetres(cell);

    /// <summary>Degrees.</summary>
    public int Angle { get; private set; }

    /// <summary>Square centimetres since the cleaning began.</summary>
    public int CleanedArea { get; private set; }

    public int Room => plan.RoomAt(cell);

    /// <returns>Whether the status changed.</returns>
    public bool Advance(TimeSpan elapsed)
    {
        var before = Status;
        switch (Status)
        {
            case RobotStatus.Docked:
                Battery = Math.Min(100, Battery + (Charge * elapsed.TotalSeconds));
                rest -= elapsed;
                if (Battery >= EnoughBattery && (unfinished || rest <= TimeSpan.Zero))
                {
                    Start();
                }

                break;
            case RobotStatus.Paused:
                Drain(PausedDrain, elapsed);
                break;
            default:
                Drain(CleaningDrain * (0.7 + (0.3 * (int)FanSpeed)), elapsed);
                Drive(elapsed);
                break;
        }

        if (Battery <= LowBattery && Status is RobotStatus.Cleaning or RobotStatus.Paused)
        {
            unfinished = true;
            DriveHome();
        }

        return Status != before;
    }

    public void Start()
    {
        if (Status == RobotStatus.Cleaning || Battery <= LowBattery)
        {
            return;
        }

        if (Status != RobotStatus.Paused)
        {
            route = Navigation.Sweep(plan, cell);
            step = 0;
            CleanedArea = 0;
        }

        unfinished = false;
        Status = RobotStatus.Cleaning;
    }

    public void Pause()
    {
        if (Status is RobotStatus.Cleaning)
        {
            Status = RobotStatus.Paused;
        }
    }

    public void DriveHome()
    {
        if (Status is not (RobotStatus.Docked or RobotStatus.Returning))
        {
            route = Navigation.Path(plan, cell, plan.Dock);
            step = 0;
            Status = RobotStatus.Returning;
            Arrive();
        }
    }

    private void Drain(double rate, TimeSpan elapsed) => Battery = Math.Max(0, Battery - (rate * elapsed.TotalSeconds));

    private void Drive(TimeSpan elapsed)
    {
        progress += CellsPerSecond * elapsed.TotalSeconds;
        while (progress >= 1 && step < route.Count)
        {
            progress--;
            var next = route[step++];
            Angle = (next - cell) switch { 1 => 0, -1 => 180, > 1 => 90, _ => 270 };
            cell = next;
            CleanedArea += Status == RobotStatus.Cleaning ? FloorPlan.CellCentimetres * FloorPlan.CellCentimetres : 0;
        }

        Arrive();
    }

    private void Arrive()
    {
        if (step < route.Count)
        {
            return;
        }

        progress = 0;
        if (Status == RobotStatus.Cleaning)
        {
            DriveHome();
        }
        else if (Status == RobotStatus.Returning)
        {
            route = [];
            Status = RobotStatus.Docked;
            Rest();
        }
    }

    /// <summary>Up to half an hour before it cleans again by itself, so that a fleet always has some at work.</summary>
    private void Rest() => rest = TimeSpan.FromSeconds(random.Next(0, 1800));
}
