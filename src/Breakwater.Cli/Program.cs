using System.CommandLine;
using Breakwater.Cli.Drilling;
using Breakwater.Cli.Ledger;
using Breakwater.Cli.Operating;
using Breakwater.Cli.Serving;
using Breakwater.Cli.Terminal;

var root = new RootCommand("Breakwater: the fleet backend where one stolen credential reaches exactly one device, and you can prove it.")
{
    DemoCommand.Create(),
    ServeCommand.Create(),
    DevicesCommand.Create(),
    PeopleCommand.Create("owners", "owner"),
    PeopleCommand.Create("services", "service"),
    TokensCommand.Create(),
    GrantsCommand.Create(),
    GroupsCommand.Create(),
    SurfaceCommand.Create(),
    LedgerCommand.Create(),
    SettingsCommand.Create(),
    FleetCommand.Create(),
    DrillCommand.Create(),
};
GlobalOptions.AddTo(root);
return await CommandRunner.RunAsync(root, args);
