using System.CommandLine;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Devices;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Operating;

/// <summary><c>breakwater devices</c>.</summary>
internal static class DevicesCommand
{
    private const int MostListed = 1_000_000;

    public static Command Create()
    {
        var command = new Command("devices", "Import, list and look at devices, and change their standing.")
        {
            DevicesImportCommand.Create(), List(), Show(), DevicesTagCommand.Create(), Reclaim(),
            Change("revoke", "Revoke a device's certificates and cut it off. Only a new claim ('devices reclaim') brings it back."),
            Change("quarantine", "Cut a device off until it is released; its certificate stays its own."),
            Change("release", "Let a quarantined device back in."),
            Change("retire", "End a device's life; it never comes back."),
        };
        return command;
    }

    private static Argument<string> Device() => new("device") { Description = "a device id or serial" };

    private static Command List()
    {
        var state = new Option<DeviceState?>("--state") { Description = "only devices in this state" };
        var limit = new Option<int>("--limit") { Description = $"at most so many, 1 to {MostListed:N0}", DefaultValueFactory = _ => 100 };
        var command = new Command("list", "List devices and how they stand; what they report, 'devices show' shows.") { state, limit }.WithServer();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var most = parsed.GetValue(limit) is var asked and > 0 and <= MostListed
                ? asked
                : throw new CommandException(ExitCodes.Usage, $"--limit {parsed.GetValue(limit)}: allowed is 1 to {MostListed:N0}");
            using var server = ServerLocation.Open(parsed);
            var devices = new List<DeviceStanding>();
            string? next = null;
            do
            {
                var page = await server.ListDevicesAsync(
                    next, Math.Min(most - devices.Count, 500), parsed.GetValue(state), cancellationToken);
                devices.AddRange(page.Items);
                next = page.Next;
            }
            while (next is not null && devices.Count < most);
            Printer.For(parsed).Print(new Page<DeviceStanding>(devices, next), ContractsJson.Default.PageDeviceStanding, page =>
            {
                var now = TimeProvider.System.GetUtcNow();
                var table = new Listing("ID", "SERIAL", "MODEL", "STATE", "CERTIFICATE", "ENDS");
                foreach (var device in devices)
                {
                    table.Add(
                        device.Id.ToString(),
                        device.Serial,
                        device.Model,
                        device.State.ToString().ToLowerInvariant(),
                        StateText.Of(device, now),
                        device.CertificateEndsAt is { } at ? $"{at:u}" : "-");
                }

                page.Write(table);
                if (next is not null)
                {
                    page.WriteLine($"There are more; raise --limit (now {parsed.GetValue(limit)}).");
                }
            });
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Show()
    {
        var device = Device();
        var command = new Command("show", "Show one device with its certificates.") { device }.WithServer();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = ServerLocation.Open(parsed);
            PrintDetails(parsed, await server.GetDeviceAsync(parsed.GetValue(device)!, cancellationToken));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Change(string operation, string description)
    {
        var device = Device();
        var reason = new Option<string>("--reason") { Description = "why; it stands in the ledger", Required = true };
        var command = new Command(operation, description) { device, reason }.WithServer();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = ServerLocation.Open(parsed);
            PrintDetails(parsed, await server.ChangeDeviceAsync(parsed.GetValue(device)!, operation, parsed.GetValue(reason)!, cancellationToken));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Reclaim()
    {
        var device = Device();
        var reason = new Option<string>("--reason") { Description = "why; it stands in the ledger", Required = true };
        var command = new Command("reclaim", "Give a revoked or factory-reset device a new single-use claim; it is printed once.") { device, reason }.WithServer();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = ServerLocation.Open(parsed);
            var claim = await server.ReclaimDeviceAsync(parsed.GetValue(device)!, parsed.GetValue(reason)!, cancellationToken);
            Printer.For(parsed).Print(claim, ContractsJson.Default.ClaimIssued, page => page.WriteLine(claim.Claim));
            return ExitCodes.Success;
        });
        return command;
    }

    private static void PrintDetails(ParseResult parsed, DeviceDetails details) =>
        Printer.For(parsed).Print(details, ContractsJson.Default.DeviceDetails, page =>
        {
            var device = details.Device;
            page.WriteLine($"id         {device.Id}");
            page.WriteLine($"serial     {CellText.Plain(device.Serial)}");
            page.WriteLine($"model      {CellText.Plain(device.Model)}");
            page.WriteLine($"state      {device.State.ToString().ToLowerInvariant()}, {(device.Connected ? "connected" : "not connected")}");
            page.WriteLine($"last seen  {(device.LastSeenAt is { } at ? $"{at:u}" : "never")}");
            page.WriteLine($"imported   {details.ImportedAt:u}");
            page.WriteLine($"enrolled   {(details.EnrolledAt is { } enrolled ? $"{enrolled:u}" : "not yet")}");
            page.WriteLine($"claim      {details.Claim}");
            page.WriteLine();
            var now = TimeProvider.System.GetUtcNow();
            var table = new Listing("CERTIFICATE", "STATUS", "NOT AFTER", "SHA-256");
            foreach (var certificate in details.Certificates)
            {
                table.Add(certificate.SerialNumber, StateText.Of(certificate, now), $"{certificate.NotAfter:u}", certificate.Sha256);
            }

            page.Write(table);
        });
}
