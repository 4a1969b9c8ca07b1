using Breakwater.Contracts.Admin;

namespace Breakwater.Cli.Terminal;

/// <summary>How far an ending has come, in words.</summary>
internal static class EndingText
{
    public static string Describe(EndingStatus status) => status.Unconfirmed == 0
        ? $"ending {status.Number}: everything is over"
        : $"it has ended, and nothing begins under it any more; but {status.Unconfirmed} use{(status.Unconfirmed == 1 ? " is" : "s are")} not known to be over. "
            + $"Ask again with 'breakwater ending {status.Number}'";
}
