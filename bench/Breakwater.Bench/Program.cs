using System.CommandLine;
using Breakwater.Bench;

var root = new RootCommand("Breakwater's load benches. Figures go to standard output, progress to standard error.")
{
    BenchCommands.Gateway(),
    BenchCommands.Enroll(),
    BenchCommands.Revoke(),
    BenchCommands.Connections(),
    BenchCommands.Idle(),
    LedgerCommands.Ledger(),
    LedgerCommands.Requests(),
    LedgerCommands.Reach(),
    PairedCommands.Paired(),
};

// Time enough, after Ctrl-C, to end the servers and remove their folders.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });
