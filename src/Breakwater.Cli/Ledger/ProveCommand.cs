using System.CommandLine;
using System.Net.Sockets;
using System.Text;
using Breakwater.Cli.Ledger.Answers;
using Breakwater.Cli.Operating;
using Breakwater.Cli.Terminal;
using Breakwater.Server.Hosting.Starting;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Verification;
using Spectre.Console;

namespace Breakwater.Cli.Ledger;

/// <summary><c>breakwater ledger prove</c>.</summary>
internal static class ProveCommand
{
    public static Command Create()
    {
        var entry = new Argument<long>("entry") { Description = "the entry's number, as in the answer header Breakwater-Entry or in 'ledger entries'" };
        var to = new Option<string?>("--to") { Description = "a file for the receipt [default: standard output]" };
        var command = new ExampledCommand(
            "prove",
            "Make a receipt for an entry.",
            "A receipt is a C2SP tlog-proof with which anybody who has the ledger's public key can check that the entry is in the log. It comes from the server, or, when "
            + "none answers, from its folder.",
            "breakwater ledger prove 4711 --to 4711.tlog-proof",
            "breakwater ledger prove 4711 | breakwater ledger check -") { entry, to }.WithServer();
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, parsed.GetValue(entry), parsed.GetValue(to), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, long entry, string? to, CancellationToken cancellationToken)
    {
        if (entry < 0)
        {
            throw new CommandException(ExitCodes.Usage, $"entry {entry}: entries are numbered from 0");
        }

        var receipt = await FromServerAsync(parsed, entry, cancellationToken) ?? FromFolder(parsed, entry);
        var path = to is null ? null : Path.GetFullPath(to);
        if (path is not null)
        {
            await using var file = ResultFile.Create(path);
            await file.WriteAsync(Encoding.UTF8.GetBytes(receipt), cancellationToken);
        }

        Printer.For(parsed).Print(new ReceiptWritten(entry, path, path is null ? receipt : null), LedgerJson.Default.ReceiptWritten, console =>
        {
            // As it is, to the byte: a receipt is a signed text.
            console.Profile.Out.Writer.Write(path is null ? receipt : $"The receipt for entry {entry} is in {path}; check it with 'breakwater ledger check {to}'.\n");
            console.Profile.Out.Writer.Flush();
        });
        return ExitCodes.Success;
    }

    /// <summary>Null: no server answers.</summary>
    private static async Task<string?> FromServerAsync(ParseResult parsed, long entry, CancellationToken cancellationToken)
    {
        using var server = ServerLocation.Open(parsed);
        try
        {
            return await server.Ledger.GetReceiptAsync(entry, cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.InnerException is SocketException or FileNotFoundException)
        {
            return null;
        }
    }

    private static string FromFolder(ParseResult parsed, long entry)
    {
        var data = VerifyCommand.DataOf(parsed);
        try
        {
            return LedgerVerification.Prove(data, entry).ToString();
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new CommandException(
                ExitCodes.Usage, $"there is no entry {entry} under the checkpoint in {new LedgerFolder(data).Path}, and no server answers that could sign a newer one", exception);
        }
        catch (LedgerDamagedException exception)
        {
            throw new CommandException(ExitCodes.LedgerDamaged, exception.Message, exception);
        }
    }
}

/// <param name="File">Where it is; null when <paramref name="Receipt"/> has it.</param>
internal sealed record ReceiptWritten(long Entry, string? File, string? Receipt);
