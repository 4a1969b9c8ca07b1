using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Contracts.Problems;

namespace Breakwater.Drills.Romo.Drill;

/// <summary>Two accounts of what the thief reached, from two sources that know nothing of each other: his own side of the wire, and the server's ledger.</summary>
/// <param name="DevicesTaken">Robots of which his requests got anything, his own included.</param>
/// <param name="DevicesInLedger">Robots that the ledger says his credentials touched.</param>
/// <param name="MissingInLedger">Serials or ids of which he got something, and the ledger knows nothing.</param>
/// <param name="OnlyInLedger">The other way round.</param>
/// <param name="Signing">The ledger signs its checkpoints.</param>
public sealed record LedgerComparison(
    int DevicesTaken, int DevicesInLedger, IReadOnlyList<string> MissingInLedger, IReadOnlyList<string> OnlyInLedger, bool Signing)
{
    internal static async Task<LedgerComparison> MakeAsync(
        AdminClient admin, PrincipalId owner, IReadOnlyCollection<DeviceId> taken, CancellationToken cancellationToken)
    {
        var known = await TouchedAsync(admin, owner, cancellationToken);
        var status = await admin.Ledger.GetStatusAsync(cancellationToken);
        return new LedgerComparison(
            taken.Count, known.Count, [.. taken.Except(known).Select(d => d.ToString())], [.. known.Except(taken).Select(d => d.ToString())], status.NotSigning is null);
    }

    /// <summary>The devices that a principal touched, by the ledger.</summary>
    internal static async Task<List<DeviceId>> TouchedAsync(AdminClient admin, PrincipalId owner, CancellationToken cancellationToken)
    {
        try
        {
            var report = await admin.Ledger.AskReachAsync(new LedgerQuestion(LedgerSubjectKind.Principal, owner.ToString()), cancellationToken);
            return [.. report.Rows.Select(r => r.Device).Distinct()];
        }
        catch (ProblemException exception) when (exception.Problem.Code == ProblemCodes.ResourceNotFound)
        {
            // The ledger has never heard of him.
            return [];
        }
    }
}
