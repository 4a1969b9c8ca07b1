using System.CommandLine;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Operating;

/// <summary><c>breakwater devices tag</c>.</summary>
internal static class DevicesTagCommand
{
    public static Command Create()
    {
        var device = new Argument<string>("device") { Description = "a device id or serial" };
        var changes = new Argument<string[]>("changes") { Description = "+TAG puts a tag on, -TAG takes it off; after -- if it reads like an option, as -d does; none: only show them", Arity = ArgumentArity.ZeroOrMore };
        var command = new ExampledCommand(
            "tag",
            "Show a device's tags, put some on or take some off; groups are made of them ('breakwater groups').",
            "-d, -o and -h are --data, --output and --help here, too. What takes off a tag d, o or h, or one that begins with d: or o:, comes after --, and the options "
            + "before it: after -- everything is a change.",
            "breakwater devices tag R2-0001 +spare -pilot",
            "breakwater devices tag R2-0001 --output json -- -d +o") { device, changes }.WithServer();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var asked = parsed.GetValue(changes) ?? [];
            if (asked.FirstOrDefault(c => c is not ['+' or '-', _, ..]) is { } wrong)
            {
                throw new CommandException(ExitCodes.Usage, $"'{wrong}' is neither +TAG nor -TAG");
            }

            using var server = ServerLocation.Open(parsed);
            var tags = asked.Length == 0
                ? await server.GetTagsAsync(parsed.GetValue(device)!, cancellationToken)
                : await server.ChangeTagsAsync(
                    parsed.GetValue(device)!,
                    new TagRequest([.. asked.Where(c => c[0] == '+').Select(c => c[1..])], [.. asked.Where(c => c[0] == '-').Select(c => c[1..])]),
                    cancellationToken);
            Printer.For(parsed).Print(tags, ContractsJson.Default.DeviceTagList, page => page.WriteLine(string.Join(' ', tags.Tags)));
            return ExitCodes.Success;
        });
        return command;
    }
}
