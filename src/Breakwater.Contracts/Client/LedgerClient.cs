using System.Globalization;
using System.Net.Http.Json;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;

namespace Breakwater.Contracts.Client;

/// <summary>The ledger over the admin socket; see <see cref="AdminClient"/> for what the methods throw. Each question stands in the ledger itself.</summary>
public sealed class LedgerClient
{
    private readonly HttpClient http;

    internal LedgerClient(HttpClient http) => this.http = http;

    public async Task<LedgerStatus> GetStatusAsync(CancellationToken cancellationToken = default) =>
        await (await http.GetAsync("ledger/status", cancellationToken)).ReadAsync(ContractsJson.Default.LedgerStatus, cancellationToken);

    /// <summary>What did it touch, or who touched it?</summary>
    public async Task<ReachReport> AskReachAsync(LedgerQuestion question, CancellationToken cancellationToken = default) =>
        await (await http.GetAsync($"ledger/reach?{Query(question)}", cancellationToken)).ReadAsync(ContractsJson.Default.ReachReport, cancellationToken);

    /// <summary>Entries in order of their number. Refusals and events are there too.</summary>
    /// <param name="question">Null: all entries; then <paramref name="cursor"/> may be any number to start from.</param>
    /// <param name="newestFirst">The order.</param>
    /// <param name="receipts">With a receipt for each; entries that are not under a checkpoint yet get one first.</param>
    public async Task<Page<LedgerEntryView>> ListEntriesAsync(
        LedgerQuestion? question, bool newestFirst = true, bool receipts = false, string? cursor = null, int limit = 100, CancellationToken cancellationToken = default) =>
        await (await http.GetAsync(
            $"ledger/entries?{(question is null ? "" : Query(question) + "&")}order={(newestFirst ? "newest" : "oldest")}&receipts={(receipts ? "true" : "false")}&limit={limit}"
            + (cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}"),
            cancellationToken)).ReadAsync(ContractsJson.Default.PageLedgerEntryView, cancellationToken);

    public async Task<LedgerEntryView> GetEntryAsync(long entry, CancellationToken cancellationToken = default) =>
        await (await http.GetAsync(string.Create(CultureInfo.InvariantCulture, $"ledger/entries/{entry}"), cancellationToken))
            .ReadAsync(ContractsJson.Default.LedgerEntryView, cancellationToken);

    /// <summary>A C2SP tlog-proof that anybody can check without the server.</summary>
    public async Task<string> GetReceiptAsync(long entry, CancellationToken cancellationToken = default) =>
        await GetTextAsync(string.Create(CultureInfo.InvariantCulture, $"ledger/entries/{entry}/receipt"), cancellationToken);

    /// <summary>Likewise, by the reference that a caller was given.</summary>
    public async Task<string> GetReceiptAsync(EntryReference entry, CancellationToken cancellationToken = default) =>
        await GetTextAsync($"ledger/entries/{entry}/receipt", cancellationToken);

    /// <summary>The latest checkpoint, a C2SP signed note.</summary>
    public async Task<string> GetCheckpointAsync(CancellationToken cancellationToken = default) => await GetTextAsync("ledger/checkpoint", cancellationToken);

    /// <summary>A tile or a bundle (C2SP tlog-tiles) by its path, as in <c>tile/0/x001/234.p/17</c>. Null: there is none.</summary>
    public async Task<byte[]?> GetTileAsync(string path, CancellationToken cancellationToken = default)
    {
        using var response = await http.GetAsync($"ledger/{path}", cancellationToken);
        if (response.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }

        await response.ThrowProblemAsync(cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <summary>Goes on signing, under another name and key, where the log contradicts what was signed before.</summary>
    public async Task<LedgerStatus> ResumeAsync(string reason, CancellationToken cancellationToken = default) =>
        await (await http.PostAsJsonAsync("ledger/resume", new OperatorReason(reason), ContractsJson.Default.OperatorReason, cancellationToken))
            .ReadAsync(ContractsJson.Default.LedgerStatus, cancellationToken);

    /// <summary>Forgets a person: its record, tokens and grants, and whom its pseudonyms in the ledger mean.</summary>
    public async Task<ErasureReport> EraseAsync(ErasureRequest request, CancellationToken cancellationToken = default) =>
        await (await http.PostAsJsonAsync("ledger/erasures", request, ContractsJson.Default.ErasureRequest, cancellationToken))
            .ReadEndedAsync(ContractsJson.Default.ErasureReport, cancellationToken);

    private static string Query(LedgerQuestion question) =>
        $"kind={question.Kind.ToString().ToLowerInvariant()}&of={Uri.EscapeDataString(question.Of)}{Time("since", question.Since)}{Time("until", question.Until)}";

    private static string Time(string name, DateTimeOffset? time) => time is { } t ? $"&{name}={Uri.EscapeDataString(t.ToString("O", CultureInfo.InvariantCulture))}" : "";

    private async Task<string> GetTextAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(path, cancellationToken);
        await response.ThrowProblemAsync(cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }
}
