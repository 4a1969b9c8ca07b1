using System.CommandLine;
using Breakwater.Cli.Ledger.Mirror;
using Breakwater.Cli.Ledger.Trust;
using Breakwater.Cli.Operating;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts.Client;
using Breakwater.Server.Rooms;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Notes;

namespace Breakwater.Cli.Ledger;

/// <summary><c>breakwater ledger mirror</c>.</summary>
internal static class MirrorCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("dir") { Description = "where the copy is or shall be, best on another machine's disk" };
        var command = new ExampledCommand(
            "mirror",
            "Keep a verified copy of the log elsewhere.",
            "The copy is static files (C2SP tlog-tiles) that any web server can publish. Only what is new is copied, and every entry is verified. "
            + $"Ends with {ExitCodes.LedgerDamaged}, and leaves the copy as it is, when the log is not the one that was copied before.",
            "breakwater ledger mirror /mnt/elsewhere/ledger",
            "breakwater ledger verify --against /mnt/elsewhere/ledger/checkpoint    # is all of it still there?") { folder }.WithServer();
        command.Options.Add(KeyArguments.Key);
        command.Options.Add(KeyArguments.Keys);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, parsed.GetValue(folder)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, string path, CancellationToken cancellationToken)
    {
        using var server = ServerLocation.Open(parsed);
        var text = await server.Ledger.GetCheckpointAsync(cancellationToken);
        if (!SignedCheckpoint.TryParse(text, out var latest))
        {
            throw new CommandException(ExitCodes.LedgerDamaged, "what the server answered is no checkpoint (a C2SP signed note)");
        }

        using var folder = MirrorFolder.Open(path);
        try
        {
            var mirror = new LogMirror(server.Ledger, folder, await KeysAsync(parsed, folder, server.Ledger, cancellationToken));
            var report = await ProgressLine.RunAsync(
                "Copying", "entries", latest.Checkpoint.Size, progress => mirror.RunAsync(latest, progress, cancellationToken));
            Printer.For(parsed).Print(report, LedgerJson.Default.MirrorReport, page => page.WriteLine(
                $"{folder.Path} has {Counting.Of(report.Entries, "entry")} of {report.Origin}, {report.Entries - report.Before:N0} of them new; all verified"
                + $"{(report.Away > 0 ? $" (of {report.Away:N0}, which were pruned, only the hashes)" : "")}."));
            return ExitCodes.Success;
        }
        catch (MirrorFaultException exception)
        {
            var evidence = "";
            if (exception.IsEvidence)
            {
                folder.WriteRefused(latest);
                evidence = $"; what the log signed now is in {folder.Refused}, and with {Path.Combine(folder.Path, "checkpoint")} it is the evidence";
            }

            throw new CommandException(ExitCodes.LedgerDamaged, $"{exception.Message}. The copy's checkpoint is what it was{evidence}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Storage, $"{folder.Path} cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>The keys that the folder knows and those named; at the first time, when none is named, those that the server says.</summary>
    private static async Task<IReadOnlyList<NoteVerifier>> KeysAsync(ParseResult parsed, MirrorFolder folder, LedgerClient ledger, CancellationToken cancellationToken)
    {
        var named = parsed.GetValue(KeyArguments.Key) is { Length: > 0 } || parsed.GetValue(KeyArguments.Keys) is not null ? KeyArguments.Read(parsed) : [];
        var known = File.Exists(folder.Keys) ? KeyArguments.ReadFile(folder.Keys) : [];
        if (named.Count + known.Count == 0)
        {
            var status = await ledger.GetStatusAsync(cancellationToken);
            return [.. status.PublicKeys.Select(k => KeyArguments.Parse(k, "the server", NoteKeyType.Ed25519))];
        }

        return [.. known, .. named.Where(n => known.All(k => k.ToString() != n.ToString()))];
    }
}
