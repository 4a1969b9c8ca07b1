using System.CommandLine;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Devices;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Operating;

/// <summary><c>breakwater grants</c>.</summary>
internal static class GrantsCommand
{
    public static Command Create() => new("grants", "Give owners and services reach, and take it away.") { Add(), List(), Revoke() };

    private static Command Add()
    {
        var principal = new Argument<string>("principal") { Description = "an owner or a service, as in owner:1f0c…" };
        var device = new Option<string?>("--device") { Description = "a device id or serial" };
        var file = new Option<FileInfo?>("--devices-from") { Description = "a file with a device id or serial a line: all of them in one act, or none" };
        var group = new Option<string?>("--group") { Description = "a group of devices ('breakwater groups'); services only" };
        var fleet = new Option<bool>("--fleet") { Description = "the whole fleet; services only" };
        var devices = new Option<int?>("--devices") { Description = "distinct devices that may be touched under it in a window; services on a group or the fleet [default: access.serviceReachBudget]" };
        var window = new Option<string?>("--window") { Description = "1m to 7d [default: access.reachWindow]" };
        var actions = new Option<string[]>("--action")
        {
            Description = $"may be repeated [default: all of {string.Join(", ", DeviceActions.Grantable.ToNames())}]",
        };
        var commands = new Option<CommandClass>("--commands") { Description = "with commands:send, the commands up to this class [default: moves]" };
        commands.AcceptOnlyFromAmong([.. Enum.GetValues<CommandClass>().Order().Select(Text)]);
        var expires = new Option<string?>("--expires") { Description = "1m to 366d; owners may leave it out: until revoked" };
        var reason = new Option<string>("--reason") { Description = "why; it stands in the ledger", Required = true };
        var command = new Command("add", "Grant actions on one device, on many, on a group, or on the fleet.")
        {
            principal, device, file, group, fleet, devices, window, actions, commands, expires, reason,
        }.WithServer();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (named, within) = (parsed.GetValue(device), parsed.GetValue(group));
            if (((bool[])[named is not null, parsed.GetValue(file) is not null, within is not null, parsed.GetValue(fleet)]).Count(said => said) != 1)
            {
                throw new CommandException(ExitCodes.Usage, "say one of --device DEVICE, --devices-from FILE, --group GROUP and --fleet");
            }

            var request = new GrantRequest(
                Arguments.Principal(parsed.GetValue(principal)!),
                named,
                parsed.GetValue(actions) is { Length: > 0 } asked ? asked : DeviceActions.Grantable.ToNames(),
                parsed.GetValue(expires) is { } text ? Arguments.Seconds("--expires", text) : null,
                parsed.GetValue(reason)!,
                parsed.GetValue(commands),
                within,
                parsed.GetValue(devices),
                parsed.GetValue(window) is { } length ? Arguments.Seconds("--window", length) : null);
            using var server = ServerLocation.Open(parsed);
            if (parsed.GetValue(file) is { } list)
            {
                await AddManyAsync(parsed, server, request, list, cancellationToken);
                return ExitCodes.Success;
            }

            var grant = await server.AddGrantAsync(request, cancellationToken);
            Printer.For(parsed).Print(grant, ContractsJson.Default.GrantSummary, page => page.WriteLine(grant.Id));
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task AddManyAsync(ParseResult parsed, AdminClient server, GrantRequest one, FileInfo file, CancellationToken cancellationToken)
    {
        string[] devices;
        try
        {
            devices = [.. (await File.ReadAllLinesAsync(file.FullName, cancellationToken)).Select(line => line.Trim()).Where(line => line.Length > 0)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Usage, $"{file.FullName} cannot be read: {exception.Message}", exception);
        }

        var grants = await server.AddGrantsAsync(
            new BulkGrantRequest(one.Principal, devices, one.Actions, one.ExpiresInSeconds, one.Reason, one.CommandClass), cancellationToken);
        Printer.For(parsed).Print(grants, ContractsJson.Default.BulkGrants, page =>
        {
            foreach (var grant in grants.Grants)
            {
                page.WriteLine($"{grant.Id} {grant.Device}");
            }
        });
    }

    private static Command List()
    {
        var command = new Command("list", "List grants, the newest first.").WithServer();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = ServerLocation.Open(parsed);
            var grants = await server.ListGrantsAsync(cancellationToken);
            Printer.For(parsed).Print(grants, ContractsJson.Default.PageGrantSummary, page =>
            {
                var table = new Listing("ID", "PRINCIPAL", "ON", "DEVICES", "WINDOW", "EXPIRES", "REASON", "COMMANDS", "ACTIONS");
                foreach (var grant in grants.Items)
                {
                    table.Add(
                        grant.Id,
                        grant.Principal.ToString(),
                        grant.Device?.ToString() ?? (grant.Group is { } group ? $"(group {group})" : "(fleet)"),
                        grant.Devices is { } devices ? $"{devices}{(grant.IsDefaultBudget ? " (not stated)" : "")}" : "-",
                        grant.WindowSeconds is { } seconds ? DurationText.Write(TimeSpan.FromSeconds(seconds)) : "-",
                        grant.ExpiresAt is { } at ? $"{at:u}" : "-",
                        grant.Reason,
                        grant.Actions.Contains(DeviceAction.SendCommand.Name()) ? Text(grant.CommandClass) : "-",
                        string.Join(' ', grant.Actions));
                }

                page.Write(table);
            });
            return ExitCodes.Success;
        });
        return command;
    }

    private static string Text(CommandClass commandClass) => commandClass.ToString().ToLowerInvariant();

    private static Command Revoke()
    {
        var id = new Argument<string>("id") { Description = "the grant's id, from 'grants list'" };
        var command = new Command("revoke", "Take a grant away; what is open under it ends at once.") { id }.WithServer();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = ServerLocation.Open(parsed);
            await server.RevokeGrantAsync(parsed.GetValue(id)!, cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }
}
