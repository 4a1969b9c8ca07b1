using System.CommandLine;
using System.Globalization;
using Breakwater.Cli.Ledger.Answers;
using Breakwater.Cli.Ledger.Trust;
using Breakwater.Cli.Operating;
using Breakwater.Cli.Terminal;
using Breakwater.Server.Rooms;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Receipts;

namespace Breakwater.Cli.Ledger;

/// <summary><c>breakwater ledger check</c>: needs neither a server nor a data folder, only the ledger's public key.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var receipt = new Argument<string>("receipt") { Description = "a receipt (C2SP tlog-proof); - reads standard input" };
        var witness = new Option<string[]>("--witness") { Description = "a public key of a witness (C2SP vkey), which must have cosigned; may be repeated" };
        var command = new ExampledCommand(
            "check",
            "Check a receipt offline, and print what it says.",
            "It asks no server and needs no data folder, only the public key of the ledger, which you got by a way that you trust. "
            + $"Ends with {ExitCodes.LedgerDamaged}, and the reason, when the receipt does not show that the log has the entry.",
            "breakwater ledger check 4711.tlog-proof --keys keys.pub",
            "curl -sS -H \"Authorization: Bearer $TOKEN\" https://…/v1/devices/$ID/accesses/$ENTRY/receipt | breakwater ledger check - --key \"$VKEY\"") { receipt, witness };
        command.Options.Add(KeyArguments.Key);
        command.Options.Add(KeyArguments.Keys);
        command.Options.Add(ServerLocation.Data);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var keys = KeyArguments.Read(parsed);
            var witnesses = (parsed.GetValue(witness) ?? []).Select(w => KeyArguments.Parse(w, "--witness", NoteKeyType.Cosignature)).ToArray();
            var statement = ReceiptStatement.Of(await ReadAsync(parsed.GetValue(receipt)!, cancellationToken), keys, witnesses);
            Printer.For(parsed).Print(statement, LedgerJson.Default.ReceiptStatement, page => Write(page, statement));
            if (statement.Fault is null)
            {
                return ExitCodes.Success;
            }

            await Console.Error.WriteLineAsync($"breakwater: {parsed.GetValue(receipt)}: {statement.Fault}");
            return ExitCodes.LedgerDamaged;
        });
        return command;
    }

    private static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var input = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
            using var text = new MemoryStream();
            var buffer = new byte[16 * 1024];
            while (text.Length <= Receipt.MaxBytes && await input.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                await text.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            return text.ToArray();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Usage, $"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private static void Write(TextPage page, ReceiptStatement statement)
    {
        if (statement.Fault is not null)
        {
            return;
        }

        var output = page.Output;
        Line("entry", $"{statement.Entry} of {statement.Size} in {statement.Origin}");
        Line("time", statement.Time is { } time ? TimeText.Exact(time) : null);
        Line("role", statement.Role);
        Line("action", statement.Action);
        Line("way in", statement.WayIn);
        Line("device", statement.Device);
        Line("grant", statement.Grant);
        Line("case", statement.Case);
        Line("refused", statement.Refusal);
        Line("bytes", statement.Bytes is > 0 and var bytes ? bytes.ToString(CultureInfo.InvariantCulture) : null);
        Line("count", statement.Count is { } count and not 1 ? count.ToString(CultureInfo.InvariantCulture) : null);
        Line("witnesses", statement.Witnesses.Count == 0 ? "none asked for" : string.Join(", ", statement.Witnesses));
        output.WriteLine("Valid: the log has this entry, and whoever holds its key has signed that.");

        void Line(string name, string? text)
        {
            if (text is not null)
            {
                output.WriteLine($"{name,-9} {text}");
            }
        }
    }
}
