using Breakwater.Drills.Fleet;
using Breakwater.Drills.Romo;
using Breakwater.Drills.Romo.Drill;

namespace Breakwater.Drills.Tests.Romo;

public sealed class VerdictTests
{
    private static readonly ControlResult Full = new(100, 99, 99, 99, 1000, 1);
    private static readonly SelfCheckResult Works = new(true, 1, 2, 2, []);
    private static readonly LedgerComparison Same = new(2, 2, [], [], true);

    [Fact]
    public void Judge_NothingReachedAndControlFull_IsContained() =>
        Assert.Equal(DrillVerdict.Contained, RomoDrill.Judge(0, Full, Works, FleetProgress.None, Same).Verdict);

    [Fact]
    public void Judge_OneReached_IsBreachedWhateverElse() =>
        Assert.Equal(DrillVerdict.Breached, RomoDrill.Judge(1, ControlResult.None, Works, FleetProgress.None, Same).Verdict);

    [Fact]
    public void Judge_ControlMissedOne_IsVoid() =>
        Assert.Equal(DrillVerdict.Void, RomoDrill.Judge(0, Full with { ForeignDevicesReached = 98 }, Works, FleetProgress.None, Same).Verdict);

    [Fact]
    public void Judge_ToolsFail_IsVoid() =>
        Assert.Equal(DrillVerdict.Void, RomoDrill.Judge(0, Full, Works with { Failures = ["CONNECT"] }, FleetProgress.None, Same).Verdict);

    [Fact]
    public void Judge_RobotsMissing_IsVoid() =>
        Assert.Equal(DrillVerdict.Void, RomoDrill.Judge(0, Full, Works, FleetProgress.None with { Errors = 1 }, Same).Verdict);

    [Fact]
    public void Judge_LedgerMissesWhatTheThiefGot_IsBreached() =>
        Assert.Equal(DrillVerdict.Breached, RomoDrill.Judge(0, Full, Works, FleetProgress.None, Same with { DevicesInLedger = 1, MissingInLedger = ["a"] }).Verdict);

    [Fact]
    public void Judge_LedgerSaysMoreThanTheThiefKnows_IsVoid() =>
        Assert.Equal(DrillVerdict.Void, RomoDrill.Judge(0, Full, Works, FleetProgress.None, Same with { DevicesInLedger = 3, OnlyInLedger = ["b"] }).Verdict);

    [Fact]
    public void Judge_LedgerDoesNotSign_IsVoid() =>
        Assert.Equal(DrillVerdict.Void, RomoDrill.Judge(0, Full, Works, FleetProgress.None, Same with { Signing = false }).Verdict);
}
