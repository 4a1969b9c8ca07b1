using System.Text.Json;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Ledger.Answers;

/// <summary>What people read of an entry.</summary>
internal static class EntryText
{
    /// <exception cref="CommandException">What the server sent is no entry.</exception>
    public static LedgerEntry<SubjectId> Parse(LedgerEntryView view)
    {
        try
        {
            return EntryJson.Read(JsonSerializer.SerializeToUtf8Bytes(view.Body, ContractsJson.Default.JsonElement));
        }
        catch (FormatException exception)
        {
            throw new CommandException(ExitCodes.LedgerDamaged, $"entry {view.Entry}: {exception.Message}", exception);
        }
    }

    /// <summary>By name while that is known, by pseudonym after that.</summary>
    public static string Who(LedgerEntryView view, LedgerEntry<SubjectId> entry) => view.Principal ?? (entry.Actor is { } actor ? $"{actor} (erased)" : entry.Role);

    /// <summary>The address alone: <c>192.0.2.1</c> of <c>ip:192.0.2.1@2026-11</c>.</summary>
    public static string? Address(string? source)
    {
        var text = source?.StartsWith("ip:", StringComparison.Ordinal) == true ? source[3..] : source;
        return text?.Split('@')[0];
    }

    public static string Outcome(LedgerEntry<SubjectId> entry)
    {
        var many = entry.Count > 1 ? $" ×{entry.Count:N0}" : "";
        var bytes = entry.BytesIn + entry.BytesOut is > 0 and var sum ? $" {ByteText.Of(sum)}" : "";
        return entry.Refusal is { } refusal ? $"refused: {refusal}{many}"
            : entry.Count == 0 ? $"more{bytes}"
            : entry.Status is { } status ? $"{status}{bytes}{many}"
            : $"done{bytes}{many}";
    }
}
