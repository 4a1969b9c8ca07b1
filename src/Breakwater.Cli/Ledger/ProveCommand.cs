using System.CommandLine;
using System.Globalization;
using System.Text;
using Breakwater.Cli.Ledger.Answers;
using Breakwater.Cli.Operating;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Verification;
using Breakwater.Server.Rooms;
using Breakwater.Transparency.Receipts;

namespace Breakwater.Cli.Ledger;

/// <summary><c>breakwater ledger prove</c>.</summary>
internal static class ProveCommand
{
    public static Command Create()
    {
        var entry = new Argument<string>("entry") { Description = "the entry's number, as in 'ledger entries', or a reference, as in the answer header Breakwater-Entry" };
        var to = new Option<string?>("--to") { Description = "a file for the receipt [default: standard output]" };
        var command = new ExampledCommand(
            "prove",
            "Make a receipt for an entry.",
            "A receipt is a C2SP tlog-proof with which anybody who has the ledger's public key can check that the entry is in the log. It comes from the server, or, when "
            + "none answers, from its folder.",
            "breakwater ledger prove 4711 --to 4711.tlog-proof",
            "breakwater ledger prove 4711 | breakwater ledger check -") { entry, to }.WithServer();
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, parsed.GetValue(entry)!, parsed.GetValue(to), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, string named, string? to, CancellationToken cancellationToken)
    {
        long? number = long.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out var parsedNumber) ? parsedNumber : null;
        if (!EntryReference.TryParse(named, out var reference) && number is null)
        {
            throw new CommandException(ExitCodes.Usage, $"entry {named}: a number from 0, or a reference of {EntryReference.TextLength} hexadecimal digits");
        }

        var receipt = await FromServerAsync(parsed, number, reference, cancellationToken) ?? FromFolder(parsed, number, reference);
        var entry = Receipt.TryParse(receipt, out var made) ? made.Index : throw new CommandException(ExitCodes.LedgerDamaged, "what the server gave is no receipt");
        var path = to is null ? null : Path.GetFullPath(to);
        if (path is not null)
        {
            await using var file = ResultFile.Create(path);
            await file.WriteAsync(Encoding.UTF8.GetBytes(receipt), cancellationToken);
        }

        Printer.For(parsed).Print(new ReceiptWritten(entry, path, path is null ? receipt : null), LedgerJson.Default.ReceiptWritten, page =>
        {
            // As it is, to the byte: a receipt is a signed text.
            page.Output.Write(path is null ? receipt : $"The receipt for entry {entry} is in {path}; check it with 'breakwater ledger check {to}'.\n");
            page.Output.Flush();
        });
        return ExitCodes.Success;
    }

    /// <summary>Null: no server answers.</summary>
    private static async Task<string?> FromServerAsync(ParseResult parsed, long? number, EntryReference reference, CancellationToken cancellationToken)
    {
        using var server = ServerLocation.Open(parsed);
        try
        {
            return number is { } entry ? await server.Ledger.GetReceiptAsync(entry, cancellationToken) : await server.Ledger.GetReceiptAsync(reference, cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.InnerException is NoServerException)
        {
            return null;
        }
    }

    private static string FromFolder(ParseResult parsed, long? number, EntryReference reference)
    {
        var data = VerifyCommand.DataOf(parsed);
        var entry = number ?? LedgerVerification.Find(data, reference)
            ?? throw new CommandException(ExitCodes.Usage, $"{new LedgerFolder(data).SubjectKeys} is not there, and no server answers; without it a reference says nothing");
        try
        {
            return LedgerVerification.Prove(data, entry).ToString();
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new CommandException(
                ExitCodes.Usage, $"there is no entry {number?.ToString(CultureInfo.InvariantCulture) ?? reference.ToString()} under the checkpoint in {new LedgerFolder(data).Path}, and no server answers that could sign a newer one", exception);
        }
        catch (LedgerDamagedException exception)
        {
            throw new CommandException(ExitCodes.LedgerDamaged, exception.Message, exception);
        }
    }
}

/// <param name="File">Where it is; null when <paramref name="Receipt"/> has it.</param>
internal sealed record ReceiptWritten(long Entry, string? File, string? Receipt);
