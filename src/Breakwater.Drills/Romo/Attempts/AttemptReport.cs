namespace Breakwater.Drills.Romo.Attempts;

/// <summary>What came of one attempt.</summary>
/// <param name="Sent">In words.</param>
/// <param name="Parts">How many packets or requests it sent.</param>
/// <param name="Answers">Each distinct answer and how often it came.</param>
/// <param name="ForeignDevicesReached">Distinct robots of others that were seen or moved.</param>
/// <param name="Evidence">Up to five proofs.</param>
/// <param name="Control">The same way where nothing stops it; null for attempts whose control is the open broker.</param>
public sealed record AttemptReport(
    string Name,
    string Group,
    string Sent,
    int Parts,
    IReadOnlyDictionary<string, int> Answers,
    AttemptOutcome Outcome,
    int ForeignDevicesReached,
    IReadOnlyList<string> Evidence,
    double Seconds,
    PositiveControl? Control = null);
