using System.CommandLine;
using Breakwater.Cli.Ledger.Trust;
using Breakwater.Cli.Operating;
using Breakwater.Cli.Terminal;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Verification;
using Breakwater.Server.Rooms;
using Breakwater.Server.Storage;
using Breakwater.Transparency.Checkpoints;

namespace Breakwater.Cli.Ledger;

/// <summary><c>breakwater ledger verify</c>: reads the folder, whether a server runs or not.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var against = new Option<FileInfo?>("--against") { Description = "a checkpoint that was kept elsewhere: the log must still have what was under it" };
        var command = new ExampledCommand(
            "verify",
            "Compute the whole ledger again, and name the first thing that does not fit.",
            "It reads every entry in the data folder, computes the tree and the indexes from them, and compares everything that is kept with that. It changes nothing and "
            + $"needs no server. Ends with {ExitCodes.LedgerDamaged} when something does not fit.",
            "breakwater ledger verify --data /var/lib/breakwater",
            "breakwater ledger verify --against /mnt/elsewhere/checkpoint") { against };
        command.Options.Add(ServerLocation.Data);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, parsed.GetValue(against), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, FileInfo? against, CancellationToken cancellationToken)
    {
        var data = DataOf(parsed);
        var folder = new LedgerFolder(data);
        var known = against is null ? null : KeptCheckpoint.Read(against.FullName);
        var expected = File.Exists(folder.Checkpoint) && SignedCheckpoint.TryParse(await File.ReadAllBytesAsync(folder.Checkpoint, cancellationToken), out var own)
            ? own.Checkpoint.Size
            : (long?)null;
        var report = await ProgressLine.RunAsync(
            "Verifying", "entries", expected, progress => Task.Run(() => LedgerVerification.Verify(data, known, progress, cancellationToken), cancellationToken));
        Printer.For(parsed).Print(report, LedgerJson.Default.VerificationReport, page => Write(page, report, against));
        if (report.Fault is null)
        {
            return ExitCodes.Success;
        }

        await Console.Error.WriteLineAsync(
            $"breakwater: the ledger does not verify: {report.Fault.TrimEnd('.')}. Keep {folder.Path} as it is; a copy ('ledger mirror') or a backup has what was there before.");
        return ExitCodes.LedgerDamaged;
    }

    /// <exception cref="CommandException">There is no ledger in it.</exception>
    public static DataFolder DataOf(ParseResult parsed)
    {
        var data = new DataFolder(Path.GetFullPath(parsed.GetValue(ServerLocation.Data)!));
        return Directory.Exists(new LedgerFolder(data).Path)
            ? data
            : throw new CommandException(ExitCodes.Usage, $"there is no ledger in {data.Path}. Name a server's data folder with --data.");
    }

    private static void Write(TextPage page, VerificationReport report, FileInfo? against)
    {
        var output = page.Output;
        output.WriteLine($"{(report.Fault is null ? "Verified" : "Right so far")}: {Counting.Of(report.Entries, "entry")}");
        if (report.Away > 0)
        {
            output.WriteLine($"away      {report.Away:N0} archived or pruned; of these only the tree was checked");
        }

        if (report.Fault is not null)
        {
            return;
        }

        output.WriteLine($"origin    {report.Origin ?? "none"}");
        output.WriteLine($"root      {report.Root}");
        output.WriteLine($"signed    {(report.SignedSize is { } size ? $"{size:N0} entries, by the folder's own checkpoint" : "nothing yet")}");
        if (report.AgainstSize is { } kept)
        {
            output.WriteLine($"against   {kept:N0} entries of {against!.FullName} are all still there");
        }
    }
}
