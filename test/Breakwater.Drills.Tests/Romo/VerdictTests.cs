using Breakwater.Drills.Fleet;
using Breakwater.Drills.Romo;
using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Drill;

namespace Breakwater.Drills.Tests.Romo;

public sealed class VerdictTests
{
    private static readonly ControlResult Full = new(100, 99, 99, 99, 1000, 1);
    private static readonly SelfCheckResult Works = new(true, 1, 2, 2, []);
    private static readonly LedgerComparison Same = new(2, 2, [], [], true);

    [Fact]
    public void Judge_NothingReachedAndControlFull_IsContained() =>
        Assert.Equal(DrillVerdict.Contained, RomoDrill.Judge(0, Full, Works, FleetProgress.None, Same, []).Verdict);

    [Fact]
    public void Judge_OneReached_IsBreachedWhateverElse() =>
        Assert.Equal(DrillVerdict.Breached, RomoDrill.Judge(1, ControlResult.None, Works, FleetProgress.None, Same, []).Verdict);

    [Fact]
    public void Judge_ControlMissedOne_IsVoid() =>
        Assert.Equal(DrillVerdict.Void, RomoDrill.Judge(0, Full with { ForeignDevicesReached = 98 }, Works, FleetProgress.None, Same, []).Verdict);

    [Fact]
    public void Judge_ToolsFail_IsVoid() =>
        Assert.Equal(DrillVerdict.Void, RomoDrill.Judge(0, Full, Works with { Failures = ["CONNECT"] }, FleetProgress.None, Same, []).Verdict);

    [Fact]
    public void Judge_RobotsMissing_IsVoid() =>
        Assert.Equal(DrillVerdict.Void, RomoDrill.Judge(0, Full, Works, FleetProgress.None with { Errors = 1 }, Same, []).Verdict);

    [Fact]
    public void Judge_LedgerMissesWhatTheThiefGot_IsBreached() =>
        Assert.Equal(DrillVerdict.Breached, RomoDrill.Judge(0, Full, Works, FleetProgress.None, Same with { DevicesInLedger = 1, MissingInLedger = ["a"] }, []).Verdict);

    [Fact]
    public void Judge_LedgerSaysMoreThanTheThiefKnows_IsVoid() =>
        Assert.Equal(DrillVerdict.Void, RomoDrill.Judge(0, Full, Works, FleetProgress.None, Same with { DevicesInLedger = 3, OnlyInLedger = ["b"] }, []).Verdict);

    [Fact]
    public void Judge_LedgerDoesNotSign_IsVoid() =>
        Assert.Equal(DrillVerdict.Void, RomoDrill.Judge(0, Full, Works, FleetProgress.None, Same with { Signing = false }, []).Verdict);

    [Fact]
    public void Judge_OneWentOnAfterARevocation_IsBreachedAndNamed()
    {
        var (verdict, reasons) = RomoDrill.Judge(0, Full, Works, FleetProgress.None, Same, [After(AttemptOutcome.Reached, worked: true), After(AttemptOutcome.Refused, worked: true)]);

        Assert.Equal(DrillVerdict.Breached, verdict);
        Assert.Equal("late: it was accepted.", Assert.Single(reasons));
    }

    [Fact]
    public void Judge_RefusedWithoutAControlThatWorked_IsVoid() =>
        Assert.Equal(DrillVerdict.Void, RomoDrill.Judge(0, Full, Works, FleetProgress.None, Same, [After(AttemptOutcome.Refused, worked: false)]).Verdict);

    [Fact]
    public void Judge_AllRefusedAfterARevocation_IsContained() =>
        Assert.Equal(DrillVerdict.Contained, RomoDrill.Judge(0, Full, Works, FleetProgress.None, Same, [After(AttemptOutcome.Refused, worked: true)]).Verdict);

    private static AttemptReport After(AttemptOutcome outcome, bool worked) => new(
        "late", "after-revocation", "", 1, new Dictionary<string, int>(), outcome, outcome == AttemptOutcome.Reached ? 1 : 0,
        outcome == AttemptOutcome.Reached ? ["it was accepted"] : [], 0, new PositiveControl(worked, ""));
}
