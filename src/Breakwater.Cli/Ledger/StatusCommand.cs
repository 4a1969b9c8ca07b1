using System.CommandLine;
using Breakwater.Cli.Operating;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Ledger;

/// <summary><c>breakwater ledger status</c>.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var command = new ExampledCommand(
            "status",
            "How the ledger stands: its size, what is signed, its keys.",
            $"Ends with {ExitCodes.LedgerNotSigning} when nothing is signed, because the log contradicts what was signed before.",
            "breakwater ledger status",
            "breakwater ledger status --output json | jq -r '.publicKeys[]' > keys.pub    # give these to whoever shall check receipts").WithServer();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = ServerLocation.Open(parsed);
            return Print(parsed, await server.Ledger.GetStatusAsync(cancellationToken));
        });
        return command;
    }

    public static int Print(ParseResult parsed, LedgerStatus status)
    {
        Printer.For(parsed).Print(status, ContractsJson.Default.LedgerStatus, page => Write(page, status));
        if (status.NotSigning is null)
        {
            return ExitCodes.Success;
        }

        Console.Error.WriteLine(
            $"breakwater: nothing is signed: {status.NotSigning}. If a backup was restored on purpose, say so with 'breakwater ledger resume --reason …'; "
            + "else keep the data folder and the checkpoint as they are: together they are the evidence.");
        return ExitCodes.LedgerNotSigning;
    }

    private static void Write(TextPage page, LedgerStatus status)
    {
        var output = page.Output;
        var unsigned = status.Size - (status.SignedSize ?? 0);
        var signed = status.NotSigning is not null ? "none under a checkpoint" : status.SignedSize is null ? "none of them signed yet" : unsigned <= 0 ? "all signed" : $"{unsigned:N0} not signed yet";
        output.WriteLine($"origin    {status.Origin ?? "none: the key is missing"}");
        output.WriteLine($"entries   {status.Size:N0}, {signed}");
        output.WriteLine($"signing   {(status.NotSigning is null ? "yes" : "no")}");
        output.WriteLine($"witnesses {Counting.Of(status.Cosignatures, "cosignature")} under the last checkpoint");
        output.WriteLine($"segments  {status.Segments:N0} sealed, of which {status.Archived:N0} archived and {status.Pruned:N0} pruned");
        output.WriteLine($"on disk   {ByteText.Of(status.Bytes)}");
        output.WriteLine($"copy      {status.CheckpointCopy ?? "none: a restored backup would not be noticed"}");
        foreach (var (key, i) in status.PublicKeys.Select((k, i) => (k, i)))
        {
            output.WriteLine($"{(i == status.PublicKeys.Count - 1 ? "key      " : "old key  ")} {key}");
        }
    }
}
