using System.Globalization;
using System.Text.Json;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Revocation.Interleaving;

/// <summary>Holds what the callers and the disk saw against the rule: nothing of what an ending took happens after its answer.</summary>
internal sealed class Verdict(Subject subject, Trace trace)
{
    private readonly DateTimeOffset answered = trace.Answered;

    public async Task<IReadOnlyList<Violation>> JudgeAsync(ServerDoors doors, DataFiles files)
    {
        var later = await trace.AtAnswer.LaterAsync(files, subject.Owned.Device.Id, answered);
        List<Violation> found =
        [
            .. trace.Uses.Where(IsTaken).SelectMany(OfUse), .. OfStreams(), .. OfConnection(),
            .. later.Where(e => Takes(e.On)).Select(e => Of($"{e.Kind} on disk", $"{e.Id}, {After(e.At)} by the server's clock, was not there right after the answer")),
        ];
        if (Takes(Standing.Token | Standing.Grant))
        {
            found.AddRange((await subject.CommandsOnReturnAsync()).Select(topic => Of("command sent", $"{topic} to the device when it came back")));
            found.AddRange(OfEntries(await EntriesAsync(doors.Admin)));
        }

        return found;
    }

    private bool Takes(Standing on) => (subject.Ending.Takes & on) != 0;

    /// <summary>Without a grant a list is answered all the same, and must not show the device.</summary>
    private bool IsTaken(Use use) =>
        Takes(use.On) && use.Succeeded && (use.Name != "list" || Takes(Standing.Token) || use.Body.Contains(subject.Owned.Device.ToString(), StringComparison.Ordinal));

    /// <summary>The end of a device ends its streams, and forbids no new one: there is nothing to come.</summary>
    private bool IsTaken(KeptStream stream) => Takes(Standing.Token | Standing.Grant) || stream.Opening.Ended < trace.Begun;

    private IEnumerable<Violation> OfUse(Use use)
    {
        if (use.Begun > answered)
        {
            yield return Of(use.Name, $"begun {After(use.Begun)}, answered {use.Status}");
        }
        else if (use.Ended > answered + RevocationServer.Second)
        {
            yield return Of(use.Name, $"answered {use.Status} {After(use.Ended)}");
        }
        else if (use is { Name: "wait", Status: 202 } && use.Ended > answered && Takes(Standing.Token | Standing.Grant | Standing.Waits))
        {
            yield return Of(use.Name, $"answered 202 {After(use.Ended)}, though its access had ended: nothing else ends a wait of 30 s");
        }
    }

    private IEnumerable<Violation> OfStreams()
    {
        if (!Takes(Standing.Token | Standing.Grant | Standing.Streams))
        {
            yield break;
        }

        foreach (var stream in trace.Streams.Where(IsTaken))
        {
            if (stream.Stream.Times().Where(t => t > answered).Order().FirstOrDefault() is var first && first != default)
            {
                yield return Of("stream", $"brought what happened {After(first)}");
            }

            if (trace.StillOpen.Contains(stream))
            {
                yield return Of("stream", "open a second after the answer");
            }
        }

        if (trace.IsWaiting)
        {
            yield return Of("wait", "open a second after the answer");
        }
    }

    private IEnumerable<Violation> OfConnection()
    {
        if (Takes(Standing.Connection) && trace.IsConnected)
        {
            yield return Of("connection", "open a second after the answer");
        }

        if (Takes(Standing.Token | Standing.Grant | Standing.Connection))
        {
            foreach (var topic in subject.Device.Commands(afterPing: true))
            {
                yield return Of("command sent", $"{topic} after the answer");
            }
        }
    }

    /// <summary>What a credential was answered left after its entry: so there is an entry from before the ending for each.</summary>
    private IEnumerable<Violation> OfEntries(IReadOnlyDictionary<string, int> entries)
    {
        foreach (var route in trace.Uses.Where(u => u is { Succeeded: true, Route: not null }).GroupBy(u => u.Route!))
        {
            var known = entries.GetValueOrDefault(route.Key);
            if (route.Count() > known)
            {
                yield return Of("entry", $"{route.Key} was answered {route.Count()} times, and has {known} entries from before the answer");
            }
        }
    }

    private async Task<IReadOnlyDictionary<string, int>> EntriesAsync(AdminClient admin)
    {
        var (question, entries) = (new LedgerQuestion(LedgerSubjectKind.Credential, $"token:{subject.Owned.Owner.Token.Id}"), new Dictionary<string, int>());
        string? cursor = null;
        do
        {
            var page = await admin.Ledger.ListEntriesAsync(question, newestFirst: false, cursor: cursor, limit: 500);
            foreach (var body in page.Items.Select(e => e.Body).Where(IsAccessBefore))
            {
                var route = body.GetProperty("api").GetProperty("service").GetProperty("name").GetString()!;
                entries[route] = entries.GetValueOrDefault(route) + 1;
            }

            cursor = page.Next;
        }
        while (cursor is not null);
        return entries;
    }

    private bool IsAccessBefore(JsonElement entry) =>
        entry.GetProperty("status_id").GetInt32() == 1 && entry.GetProperty("time").GetInt64() <= answered.ToUnixTimeMilliseconds()
        && !entry.TryGetProperty("count", out _) && entry.TryGetProperty("api", out var api) && api.TryGetProperty("service", out _);

    private Violation Of(string kind, string detail) => new(subject.Ending.Name, kind, detail);

    private string After(DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture, $"{(time - answered).TotalMilliseconds:F1} ms after");
}
