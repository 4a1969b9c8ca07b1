using System.CommandLine;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Operating;

/// <summary><c>breakwater owners</c> and <c>breakwater services</c>.</summary>
internal static class PeopleCommand
{
    public static Command Create(string plural, string singular) =>
        new(plural, $"Add, list, disable and enable {plural}.")
        {
            Add(plural, singular), List(plural),
            Change(singular, "disable", $"Disable one {singular}: its tokens open nothing, and what it has open ends at once. Its grants stay."),
            Change(singular, "enable", $"Enable one {singular} that was disabled."),
        };

    private static Command Add(string plural, string singular)
    {
        var name = new Argument<string>("name") { Description = $"a name for the {singular}, 1 to 64 characters" };
        var command = new Command("add", $"Add one {singular}; it has no reach until it is granted some ('breakwater grants add').") { name }.WithServer();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = ServerLocation.Open(parsed);
            var person = plural == "owners"
                ? await server.AddOwnerAsync(parsed.GetValue(name)!, cancellationToken)
                : await server.AddServiceAsync(parsed.GetValue(name)!, cancellationToken);
            Printer.For(parsed).Print(person, ContractsJson.Default.Person, page => page.WriteLine($"{person.Id}"));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Change(string singular, string operation, string description)
    {
        var id = new Argument<string>("id") { Description = $"the {singular}, as in {singular}:1f0c…" };
        var reason = new Option<string>("--reason") { Description = "why; it stands in the ledger", Required = true };
        var command = new Command(operation, description) { id, reason }.WithServer();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var principal = Arguments.Principal(parsed.GetValue(id)!);
            if (!string.Equals(principal.Kind.ToString(), singular, StringComparison.OrdinalIgnoreCase))
            {
                throw new CommandException(ExitCodes.Usage, $"{principal} is not one {singular}; write {singular}:…");
            }

            using var server = ServerLocation.Open(parsed);
            var person = operation == "disable"
                ? await server.DisableAsync(principal, parsed.GetValue(reason)!, cancellationToken)
                : await server.EnableAsync(principal, parsed.GetValue(reason)!, cancellationToken);
            Printer.For(parsed).Print(
                person, ContractsJson.Default.Person, page => page.WriteLine($"{person.Id} is {(person.DisabledAt is null ? "enabled" : "disabled")}."));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command List(string plural)
    {
        var command = new Command("list", $"List {plural}.").WithServer();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = ServerLocation.Open(parsed);
            var people = plural == "owners" ? await server.ListOwnersAsync(cancellationToken) : await server.ListServicesAsync(cancellationToken);
            Printer.For(parsed).Print(people, ContractsJson.Default.PagePerson, page =>
            {
                var table = new Listing("ID", "NAME", "ADDED", "STATE");
                foreach (var person in people.Items)
                {
                    table.Add(person.Id.ToString(), person.Name, $"{person.CreatedAt:u}", person.DisabledAt is { } at ? $"disabled since {at:u}" : "enabled");
                }

                page.Write(table);
            });
            return ExitCodes.Success;
        });
        return command;
    }
}
