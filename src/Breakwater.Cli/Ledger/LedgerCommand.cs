namespace Breakwater.Cli.Ledger;

/// <summary><c>breakwater ledger</c>: what the ledger says, whether it is whole, and what is done with it.</summary>
internal static class LedgerCommand
{
    public static Command Create() => new("ledger", "Ask the ledger who accessed what, prove it, verify it, keep a copy of it.")
    {
        StatusCommand.Create(),
        ReachCommand.Create(),
        EntriesCommand.Create(),
        ExportCommand.Create(),
        IncidentCommand.Create(),
        ProveCommand.Create(),
        CheckCommand.Create(),
        VerifyCommand.Create(),
        MirrorCommand.Create(),
        ResumeCommand.Create(),
        EraseCommand.Create(),
    };
}
