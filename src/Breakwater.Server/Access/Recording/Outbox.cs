using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Recording;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Access.Recording;

/// <summary>
/// What came of acts, on its way into the ledger: prepared before the act, put down in the act's own commit, entered after it. What cannot be entered then stays
/// in the outbox, and <see cref="OutboxKeeper"/> enters it later. Nobody is told that nothing was done because it could not be entered.
/// </summary>
internal sealed class Outbox(Database database, AccessLedger ledger, LedgerStore store, TimeProvider time, ILogger<Outbox> logger)
{
    /// <summary>How long an answer waits for its entry. Source: a sync of a busy disk takes some 100 ms, and whoever waits longer does not know either.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Outcomes that may wait; nothing more is done beyond. Each is some 600 bytes.</summary>
    public const int Most = 10_000;

    /// <summary>Whoever is in here is being entered, or is in the ledger and its row not removed yet.</summary>
    private readonly ConcurrentDictionary<string, bool> claims = new(StringComparer.Ordinal);

    private int waiting;

    /// <summary>Rows that wait for the ledger, as of the keeper's last look.</summary>
    public int Waiting
    {
        get => Volatile.Read(ref waiting);
        set => Volatile.Write(ref waiting, value);
    }

    /// <summary>Those that are in the ledger and whose rows can go.</summary>
    internal IReadOnlyList<string> Entered => [.. claims.Where(c => c.Value).Select(c => c.Key)];

    /// <summary>Before the act.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be prepared, or too many wait already: nothing may be done.</exception>
    public async ValueTask<Outcome> PrepareAsync(LedgerEntry<Name> told)
    {
        if (Waiting >= Most)
        {
            throw new StoreUnavailableException($"{Most} outcomes wait for the ledger already.");
        }

        var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var entry = await ledger.PrepareAsync(told);
        return new Outcome(id, time.GetUtcNow(), store.Size, entry with { Details = entry.Details.SetItem(Outcome.Detail, id) });
    }

    /// <summary>After the act's commit. False: it was not entered in time, and will be; the answer says so.</summary>
    public async ValueTask<bool> EnterAsync(Outcome outcome)
    {
        var entering = TryEnterAsync(outcome, isLate: false);
        try
        {
            return await entering.WaitAsync(Patience, time);
        }
        catch (TimeoutException)
        {
            // It goes on, and nobody else enters it meanwhile.
            RecordingLog.OutcomeWaits(logger, null, outcome.Entry.Operation, outcome.Id);
            return false;
        }
    }

    /// <summary>For an act that is no unit of work: put down and entered right after it.</summary>
    public async ValueTask<bool> PutAndEnterAsync(Outcome outcome)
    {
        await database.WriteAsync(db =>
        {
            outcome.Put(db);
            db.SaveChanges();
        });
        return await EnterAsync(outcome);
    }

    /// <summary>False: it could not be entered, or somebody is at it.</summary>
    internal async Task<bool> TryEnterAsync(Outcome outcome, bool isLate)
    {
        if (!claims.TryAdd(outcome.Id, false))
        {
            return false;
        }

        try
        {
            var entry = outcome.Entry with { Time = time.GetUtcNow() };
            await ledger.EnterAsync(isLate ? entry with { Details = entry.Details.SetItem("late", outcome.At.ToString("O", CultureInfo.InvariantCulture)) } : entry);
            claims[outcome.Id] = true;
            return true;
        }
        catch (Exception exception)
        {
            claims.TryRemove(outcome.Id, out _);
            if (exception is not StoreUnavailableException)
            {
                throw;
            }

            RecordingLog.OutcomeWaits(logger, exception, outcome.Entry.Operation, outcome.Id);
            return false;
        }
    }

    /// <summary>Somebody enters it, or has.</summary>
    internal bool IsAtIt(Outcome outcome) => claims.ContainsKey(outcome.Id);

    /// <summary>It was found in the ledger.</summary>
    internal void MarkEntered(string id) => claims[id] = true;

    /// <summary>Its row is gone.</summary>
    internal void Forget(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            claims.TryRemove(id, out _);
        }
    }
}
