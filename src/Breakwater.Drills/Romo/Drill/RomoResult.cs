using Breakwater.Drills.Romo.Attempts;

namespace Breakwater.Drills.Romo.Drill;

/// <summary>What came of the Romo scenario.</summary>
/// <param name="OwnDevices">The stolen robot and those of the stolen owner: what the loot may reach.</param>
/// <param name="ForeignDevicesReached">Robots that an attempt saw or moved and should not have: others', his own after they were taken away, those beyond a budget. Distinct in each of the three phases.</param>
/// <param name="Attempts">How many.</param>
/// <param name="Refused">Attempts of which every part was refused.</param>
/// <param name="WithoutEffect">Attempts that were taken in part, as what a device says within its own tree is, and reached nobody else.</param>
/// <param name="WentOn">Attempts that got something after what they stood on had been taken away, or that a restart gave a fresh budget.</param>
/// <param name="LegitimateMessagesSent">By all robots while the attack ran, measured at the robots; see <paramref name="ExcludedFromLegitimate"/>.</param>
/// <param name="LegitimateMessagesFailed">Refused, dropped or given up.</param>
/// <param name="LegitimateDisconnects">Connections that robots lost while the attack ran.</param>
/// <param name="ExcludedFromLegitimate">The stolen robot: the thief takes its sessions over, which is within what its credential can do.</param>
/// <param name="Ledger">What the thief got, by his account and by the ledger's.</param>
/// <param name="PeakMemoryServer">Bytes (VmHWM); 0 when unknown. The fleet's likewise.</param>
/// <param name="Reasons">Why the verdict is not <c>contained</c>.</param>
public sealed record RomoResult(
    string Scenario,
    int Seed,
    int Devices,
    int OwnDevices,
    int ForeignDevicesReached,
    int Attempts,
    int Refused,
    int WithoutEffect,
    int WentOn,
    long LegitimateMessagesSent,
    long LegitimateMessagesAcknowledged,
    long LegitimateMessagesFailed,
    long LegitimateDisconnects,
    IReadOnlyList<string> ExcludedFromLegitimate,
    ControlResult Control,
    LedgerComparison Ledger,
    DrillVerdict Verdict,
    IReadOnlyList<string> Reasons,
    SelfCheckResult SelfCheck,
    IReadOnlyList<AttemptReport> AttemptList,
    DrillDurations Durations,
    long PeakMemoryServer,
    long PeakMemoryFleet);
