using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Breakwater.Cli.Ledger.Answers;
using Breakwater.Cli.Ledger.Trust;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Rooms;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Receipts;

namespace Breakwater.Cli.Ledger.Incident;

/// <summary>
/// Gathers all that the ledger knows of an incident into one folder that proves itself. The manifest is written last: a folder without one is not complete.
/// </summary>
internal sealed class IncidentBundle(AdminClient server, string folder, TimeProvider time)
{
    private readonly IncidentTally tally = new();
    private long receipts;

    /// <param name="question">With an end: what is written while this runs, such as its own questions, is not part of it.</param>
    /// <exception cref="CommandException">The folder is in use, a receipt does not verify, or the ledger signs nothing.</exception>
    public async Task<IncidentFacts> MakeAsync(LedgerQuestion question, string? reference, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var ledger = server.Ledger;
        var status = await ledger.GetStatusAsync(cancellationToken);
        if (status.NotSigning is { } reason)
        {
            throw new CommandException(ExitCodes.LedgerNotSigning, $"nothing is signed ({reason}), so nothing can be proven; 'ledger export' has the entries");
        }

        NoteVerifier[] keys = [.. status.PublicKeys.Select(k => KeyArguments.Parse(k, "the server", NoteKeyType.Ed25519))];
        var reach = await ledger.AskReachAsync(question, cancellationToken);
        Claim();
        await WriteEntriesAsync(new EntryPages(ledger, question, null, null), keys, progress, cancellationToken);

        // After the receipts, so that it covers whatever they cover.
        var checkpoint = Trusted(await ledger.GetCheckpointAsync(cancellationToken), keys);
        var facts = new IncidentFacts(reach, tally, reference, time.GetUtcNow(), checkpoint, keys, receipts);
        WriteText("devices.csv", output => ReachTable.WriteCsv(output, reach));
        await WriteOwnersAsync(facts, cancellationToken);
        WriteText("checkpoint", output => output.Write(checkpoint));
        WriteText("keys.pub", output => output.Write(string.Concat(keys.Select(k => $"{k}\n"))));
        WriteText("summary.md", output => output.Write(IncidentSummary.Write(facts)));
        WriteManifest();
        return facts;
    }

    private void Claim()
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new CommandException(ExitCodes.Usage, $"{folder} is not empty; name a new folder with --to");
        }

        try
        {
            Directory.CreateDirectory(folder, ResultFile.FolderMode);
            Directory.CreateDirectory(Path.Combine(folder, "receipts"), ResultFile.FolderMode);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Usage, $"{folder} cannot be made: {exception.Message}", exception);
        }
    }

    private async Task WriteEntriesAsync(EntryPages pages, NoteVerifier[] keys, IProgress<long> progress, CancellationToken cancellationToken)
    {
        using var timeline = new EntryWriter(ResultFile.Create(Path.Combine(folder, "timeline.jsonl")), ExportFormat.Jsonl);
        await foreach (var view in pages.ReadAsync(newestFirst: false, receipts: true, long.MaxValue, cancellationToken))
        {
            var receipt = view.Receipt ?? throw new CommandException(
                ExitCodes.LedgerNotSigning, $"the server gave no receipt for entry {view.Entry}; 'breakwater ledger status' says whether it signs");
            WriteText(Path.Combine("receipts", $"{view.Entry:D8}.tlog-proof"), output => output.Write(Verified(receipt, view, keys)));
            receipts++;
            timeline.Write(view with { Receipt = null });
            tally.Add(view, EntryText.Parse(view));
            progress.Report(tally.Entries);
        }

        await timeline.FlushAsync(cancellationToken);
    }

    /// <summary>The receipt, if it is valid, and for this entry as the timeline has it.</summary>
    private static string Verified(string text, LedgerEntryView view, NoteVerifier[] keys)
    {
        var verdict = Receipt.TryParse(text, out var receipt) ? receipt.Check(keys, []).Verdict : ReceiptVerdict.Malformed;
        if (verdict != ReceiptVerdict.Valid || receipt!.Index != view.Entry)
        {
            throw new CommandException(ExitCodes.LedgerDamaged, $"the receipt for entry {view.Entry} is not valid ({verdict}); run 'breakwater ledger verify'");
        }

        using var proven = JsonDocument.Parse(receipt.Entry!.Value);
        return JsonElement.DeepEquals(proven.RootElement, view.Body)
            ? text
            : throw new CommandException(ExitCodes.LedgerDamaged, $"the receipt for entry {view.Entry} is for another entry than the server shows; run 'breakwater ledger verify'");
    }

    private static SignedCheckpoint Trusted(string text, NoteVerifier[] keys) =>
        SignedCheckpoint.TryParse(text, out var checkpoint) && checkpoint.Verify(keys) == CheckpointVerdict.Verified
            ? checkpoint
            : throw new CommandException(ExitCodes.LedgerDamaged, "the server's checkpoint is not signed with a key of its own; run 'breakwater ledger verify'");

    private async Task WriteOwnersAsync(IncidentFacts facts, CancellationToken cancellationToken)
    {
        var names = facts.Owners.Count == 0
            ? []
            : (await server.ListOwnersAsync(cancellationToken)).Items.ToDictionary(p => p.Id, p => p.Name);
        WriteText("owners.csv", output =>
        {
            CsvText.WriteRow(output, "owner", "name", "devices", "first", "last", "count", "bytes", "serials");
            foreach (var owner in facts.Owners.OrderBy(o => o.Key.ToString(), StringComparer.Ordinal))
            {
                CsvText.WriteRow(
                    output,
                    owner.Key.ToString(),
                    names.GetValueOrDefault(owner.Key),
                    owner.Count().ToString(CultureInfo.InvariantCulture),
                    TimeText.Exact(owner.Min(r => r.First)),
                    TimeText.Exact(owner.Max(r => r.Last)),
                    owner.Sum(r => r.Count).ToString(CultureInfo.InvariantCulture),
                    owner.Sum(r => r.Bytes).ToString(CultureInfo.InvariantCulture),
                    string.Join(' ', owner.Select(r => r.Serial ?? r.Device.ToString())));
            }
        });
    }

    private void WriteText(string name, Action<TextWriter> content)
    {
        using var file = ResultFile.Create(Path.Combine(folder, name));
        using var output = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        content(output);
    }

    /// <summary>In the format of <c>sha256sum</c>.</summary>
    private void WriteManifest()
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        WriteText("manifest.sha256", output =>
        {
            foreach (var path in files)
            {
                using var file = File.OpenRead(path);
                output.Write($"{Convert.ToHexStringLower(SHA256.HashData(file))}  {Path.GetRelativePath(folder, path)}\n");
            }
        });
    }
}
