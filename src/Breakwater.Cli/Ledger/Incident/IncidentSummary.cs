using System.Globalization;
using System.Text;
using Breakwater.Cli.Ledger.Answers;
using Breakwater.Cli.Terminal;

namespace Breakwater.Cli.Ledger.Incident;

/// <summary>The page that goes with a notification: what happened, to whom, and how anybody can see that it is so.</summary>
internal static class IncidentSummary
{
    private static readonly Dictionary<string, string> PlainWords = new()
    {
        ["devices:read"] = "looked at a device",
        ["twin:read"] = "read settings and state",
        ["twin:write"] = "changed settings",
        ["telemetry:read"] = "read telemetry",
        ["commands:read"] = "read commands",
        ["commands:send"] = "sent commands",
        ["maps:read"] = "read maps",
        ["events:read"] = "read events",
        ["live:read"] = "watched live",
        ["accesses:read"] = "read who accessed a device",
        ["devices:manage"] = "managed a device",
        ["devices:import"] = "imported devices",
        ["access:manage"] = "managed people, tokens or grants",
        ["surface:read"] = "listed the server's ways in",
        ["ledger:read"] = "read the ledger",
        ["ledger:manage"] = "managed the ledger",
    };

    public static string Write(IncidentFacts facts)
    {
        var text = new StringBuilder();
        WriteHead(text, facts);
        WriteStory(text, facts);
        WriteSums(text, facts);
        WriteVerification(text, facts);
        return text.ToString();
    }

    private static void WriteHead(StringBuilder text, IncidentFacts facts)
    {
        var (reach, tally) = (facts.Reach, facts.Tally);
        var question = reach.Question;
        text.Append(CultureInfo.InvariantCulture, $"# Incident summary{(facts.Case is { } reference ? $": {reference}" : "")}\n\n| | |\n|---|---|\n");
        Row("asked about", $"`{Escape(question.Of)}` ({question.Kind.ToString().ToLowerInvariant()})");
        Row("who", Names(tally.Accessors, "nobody was verified"));
        Row("with", Names(tally.Credentials, "no credential"));
        Row("from", Names(tally.Sources, "the admin socket, or an address that is forgotten"));
        Row("time looked at (UTC)", $"{(question.Since is { } since ? TimeText.Of(since) : "the beginning")} to {TimeText.Of(question.Until!.Value)}");
        Row("first and last use (UTC)", tally.First is { } first ? TimeText.Span(first, tally.Last!.Value) : "none");
        Row("devices reached", $"{reach.Rows.Count:N0}{(reach.Truncated ? " and more" : "")}");
        Row("owners affected", $"{facts.Owners.Count:N0}");
        Row("uses", $"{reach.Uses:N0}");
        Row("data that went in and out", ByteText.Of(reach.Bytes));
        Row("attempts that were refused", $"{tally.Refused:N0}");
        text.Append('\n');

        void Row(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"| {name} | {value} |\n");
    }

    private static void WriteStory(StringBuilder text, IncidentFacts facts)
    {
        var (reach, tally) = (facts.Reach, facts.Tally);
        text.Append("## What happened\n\n");
        if (reach.Rows.Count == 0)
        {
            text.Append("No device was reached in this time.");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"{Counting.Of(reach.Rows.Count, "device")} of {Counting.Of(facts.Owners.Count, "owner")} ");
            text.Append(CultureInfo.InvariantCulture, $"{(reach.Rows.Count == 1 ? "was" : "were")} reached in {Counting.Of(reach.Uses, "use")}: ");
            text.AppendJoin(", ", tally.Actions.OrderByDescending(a => a.Value.Count).Select(a => $"{Words(a.Key)} ({a.Value.Count:N0}×)"));
            text.Append(CultureInfo.InvariantCulture, $". {ByteText.Of(reach.Bytes)} went in and out.");
        }

        if (tally.Refused > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" {Counting.Of(tally.Refused, "further attempt")} {(tally.Refused == 1 ? "was" : "were")} refused; a refused attempt reads and changes nothing.");
        }

        text.Append("\n\nThis counts what was permitted and what was refused. What a device does to itself is not in the ledger. Owners are those of now.\n");
        foreach (var caveat in Caveats(facts))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n**Note:** {caveat}\n");
        }

        text.Append('\n');
    }

    private static IEnumerable<string> Caveats(IncidentFacts facts)
    {
        if (facts.Reach.Truncated)
        {
            yield return "there are more devices than one answer may have; the totals are whole, `devices.csv` is not. Make bundles of shorter times.";
        }

        if (facts.Reach.Approximate)
        {
            yield return "at an edge of the time, entries have been pruned; the devices' rows may count uses from just outside of it.";
        }

        if (facts.HasUsesWithoutEntries)
        {
            yield return "some uses are older than the entries that are kept: `devices.csv` counts them, `timeline.jsonl` and the receipts do not have them.";
        }
    }

    private static void WriteSums(StringBuilder text, IncidentFacts facts)
    {
        var tally = facts.Tally;
        if (tally.Actions.Count > 0)
        {
            text.Append("| permitted | | times | bytes |\n|---|---|--:|--:|\n");
            foreach (var (action, sum) in tally.Actions)
            {
                text.Append(CultureInfo.InvariantCulture, $"| `{action}` | {Words(action)} | {sum.Count:N0} | {sum.Bytes:N0} |\n");
            }

            text.Append('\n');
        }

        if (tally.Refusals.Count > 0)
        {
            text.Append("| refused | why | times |\n|---|---|--:|\n");
            foreach (var ((action, reason), sum) in tally.Refusals)
            {
                text.Append(CultureInfo.InvariantCulture, $"| `{action}` | {reason} | {sum.Count:N0} |\n");
            }

            text.Append('\n');
        }

        if (tally.Events.Count > 0)
        {
            text.Append("Besides: ").AppendJoin(", ", tally.Events.Select(e => $"`{e.Key}` ({e.Value.Count:N0}×)")).Append(".\n\n");
        }
    }

    private static void WriteVerification(StringBuilder text, IncidentFacts facts)
    {
        var checkpoint = facts.Checkpoint.Checkpoint;
        text.Append(CultureInfo.InvariantCulture, $"""
            ## What is here, and how anybody verifies it

            `devices.csv`, `owners.csv`: who is affected. `timeline.jsonl`: all {Counting.Of(facts.Tally.Entries, "entry")}, the oldest first.
            `receipts/`: one for each, {facts.Receipts:N0}. `checkpoint`: the log's signed head, of {checkpoint.Size:N0} entries. `keys.pub`: its public keys.

            1. `sha256sum -c manifest.sha256`: nothing in this folder was changed since it was made, at {TimeText.Of(facts.MadeAt)}.
            2. Compare `keys.pub` with the key that the operator of this server publishes elsewhere.
            3. `breakwater ledger check receipts/….tlog-proof --keys keys.pub`: the log has the entry, and its holder signed that. No server is asked. Receipts are
               C2SP tlog-proofs, which other tools verify, too.

            ```
            {facts.Checkpoint.ToString().TrimEnd('\n')}
            ```

            """);
    }

    private static string Words(string action) => PlainWords.GetValueOrDefault(action, action);

    /// <summary>As in <c>`owner:1f0c…` (`82f1…`)</c>: the name, and the pseudonym by which the ledger knows it.</summary>
    private static string Names(SortedDictionary<string, string?> names, string none) => names.Count == 0 ? none
        : string.Join(", ", names.Take(Shown).Select(n => n.Value is { } name ? $"`{Escape(name)}` (pseudonym `{n.Key}`)" : $"pseudonym `{n.Key}`, erased"))
            + (names.Count > Shown ? $" and {names.Count - Shown:N0} more" : "");

    private const int Shown = 4;

    /// <summary>What an operator typed must not become another table or a link.</summary>
    private static string Escape(string text) => new([.. text.Where(c => !char.IsControl(c) && c is not ('`' or '|'))]);
}
