using Breakwater.Contracts.Admin;

namespace Breakwater.Contracts.Client;

/// <summary>
/// It has ended, and nothing can begin under it any more; but within a second the server could not make sure that what was under way is over. Ask how far it
/// is with <see cref="AdminClient.GetEndingAsync"/>.
/// </summary>
public sealed class EndingUnconfirmedException(EndingStatus status)
    : Exception($"Ending {status.Number}: {status.Unconfirmed} uses are not confirmed to be over.")
{
    public EndingStatus Status { get; } = status;
}
