using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Ledger.Subjects;

/// <summary>
/// Who a pseudonym of the ledger is: principals, credentials and addresses by their identity (<c>owner:…</c>, <c>token:…</c>, <c>ip:…</c>). What it erases
/// nobody can find out again, and neither the log nor a receipt changes by it.
/// </summary>
internal sealed class SubjectDirectory : IDisposable
{
    /// <summary>Pseudonyms held in memory. Source: some 100 bytes each; the busy ones of a large fleet.</summary>
    private const int Cached = 100_000;

    private const string Address = "ip:";

    private static readonly Func<BreakwaterDbContext, string, Task<SubjectRecord?>> ByLookup = EF.CompileAsyncQuery(
        (BreakwaterDbContext db, string hash) => db.Set<SubjectRecord>().FirstOrDefault(s => s.LookupHash == hash));

    private readonly ConcurrentDictionary<string, SubjectId> cache = new(StringComparer.Ordinal);
    private readonly Database database;
    private readonly SubjectKeys keys;
    private readonly LedgerOptions options;
    private readonly TimeProvider time;
    private readonly byte[] lookupKey;
    private int erasures;

    public SubjectDirectory(Database database, SubjectKeys keys, LedgerOptions options, TimeProvider time)
    {
        this.database = database;
        this.keys = keys;
        this.options = options;
        this.time = time;
        lookupKey = keys.Read(0) ?? throw new LedgerDamagedException("The look-up key of the ledger's subjects is erased. Restore subject-keys from a backup.");
    }

    /// <summary>The identity of an address. It has another pseudonym each month, so that what is forgotten is forgotten by the month.</summary>
    public string OfAddress(string address) => $"{Address}{address}@{time.GetUtcNow():yyyy-MM}";

    /// <summary>Whether the identity is that of an address.</summary>
    public static bool IsAddress(string identity) => identity.StartsWith(Address, StringComparison.Ordinal);

    /// <summary>The pseudonym, made at the first use; its mapping is on disk when this returns.</summary>
    /// <param name="owner">Whom it belongs to.</param>
    /// <exception cref="StoreUnavailableException">It could not be made.</exception>
    public ValueTask<SubjectId> GetAsync(string identity, SubjectId? owner = null) =>
        cache.TryGetValue(identity, out var known) ? ValueTask.FromResult(known) : FindOrAddAsync(identity, owner);

    /// <summary>The pseudonym; null when there is none.</summary>
    public async ValueTask<SubjectId?> FindAsync(string identity)
    {
        if (cache.TryGetValue(identity, out var known))
        {
            return known;
        }

        await using var db = database.Read();
        return await ByLookup(db, Lookup(identity)) is { } record && SubjectId.TryParse(record.Id, out var id) ? id : null;
    }

    /// <summary>The pseudonyms of an address, of all months that can still be told.</summary>
    public async Task<IReadOnlyList<SubjectId>> FindAddressAsync(string address)
    {
        var found = new List<SubjectId>();
        var now = time.GetUtcNow();
        for (var month = now - options.SourceRetention - TimeSpan.FromDays(31); month < now.AddDays(28); month = month.AddDays(28))
        {
            if (await FindAsync($"{Address}{address}@{(month < now ? month : now):yyyy-MM}") is { } id && !found.Contains(id))
            {
                found.Add(id);
            }
        }

        return found;
    }

    /// <summary>Whom the pseudonyms mean; those that were erased are not in the answer.</summary>
    public async Task<IReadOnlyDictionary<SubjectId, string>> ResolveAsync(IEnumerable<SubjectId> ids, CancellationToken cancellationToken)
    {
        var identities = new Dictionary<SubjectId, string>();
        await using var db = database.Read();
        foreach (var part in ids.Distinct().Chunk(500))
        {
            var names = part.Select(id => id.ToString()).ToArray();
            foreach (var record in await db.Set<SubjectRecord>().Where(s => names.Contains(s.Id)).ToListAsync(cancellationToken))
            {
                if (SubjectId.TryParse(record.Id, out var id) && keys.Read(record.Slot) is { } key && SubjectCipher.Open(key, record.Identity) is { } identity)
                {
                    identities[id] = identity;
                }
            }
        }

        return identities;
    }

    /// <summary>Seals text that may speak of the subject.</summary>
    public async ValueTask<SealedText> SealAsync(SubjectId subject, string text)
    {
        await using var db = database.Read();
        var name = subject.ToString();
        var slot = await db.Set<SubjectRecord>().Where(s => s.Id == name).Select(s => s.Slot).FirstAsync();
        var key = keys.Read(slot) ?? throw new InvalidOperationException($"The key of {subject} is erased.");
        return new SealedText(subject, Convert.ToBase64String(SubjectCipher.Seal(key, text)));
    }

    /// <summary>Null: the subject was erased.</summary>
    public async ValueTask<string?> OpenAsync(SealedText text)
    {
        await using var db = database.Read();
        var name = text.Subject.ToString();
        return await db.Set<SubjectRecord>().FirstOrDefaultAsync(s => s.Id == name) is { } record && keys.Read(record.Slot) is { } key
            ? SubjectCipher.Open(key, Convert.FromBase64String(text.Data))
            : null;
    }

    /// <summary>Forgets who the subject and whatever belongs to it was. Returns how many pseudonyms that were; none: it was not known.</summary>
    public async Task<int> EraseAsync(string identity)
    {
        if (await FindAsync(identity) is not { } id)
        {
            return 0;
        }

        var name = id.ToString();
        return await EraseAsync(s => s.Id == name || s.Owner == name);
    }

    /// <summary>Forgets the addresses whose time is over.</summary>
    public async Task<int> ForgetExpiredAsync()
    {
        var now = time.GetUtcNow();
        return await EraseAsync(s => s.ForgetAt < now);
    }

    public void Dispose() => keys.Dispose();

    private async Task<int> EraseAsync(System.Linq.Expressions.Expression<Func<SubjectRecord, bool>> which)
    {
        List<SubjectRecord> erased;
        await using (var db = database.Read())
        {
            erased = await db.Set<SubjectRecord>().Where(which).ToListAsync();
        }

        // The keys first: from here on nobody can tell, whatever happens to the rows.
        keys.Erase(erased.Select(s => s.Slot));
        foreach (var part in erased.Select(s => s.Id).Chunk(500))
        {
            await database.WriteAsync(db => db.Set<SubjectRecord>().Where(s => part.Contains(s.Id)).ExecuteDelete());
        }

        // In this order: who looked one up before the erasure must not put it back after it.
        Interlocked.Increment(ref erasures);
        cache.Clear();
        return erased.Count;
    }

    private async ValueTask<SubjectId> FindOrAddAsync(string identity, SubjectId? owner)
    {
        var hash = Lookup(identity);
        var before = Volatile.Read(ref erasures);
        await using (var db = database.Read())
        {
            if (await ByLookup(db, hash) is { } record && SubjectId.TryParse(record.Id, out var found))
            {
                return Remember(identity, found, before);
            }
        }

        var slot = keys.Add();
        var now = time.GetUtcNow();
        var made = new SubjectRecord
        {
            Id = SubjectId.From(NewValue()).ToString(),
            LookupHash = hash,
            Identity = SubjectCipher.Seal(keys.Read(slot)!, identity),
            Slot = slot,
            Owner = owner?.ToString(),
            CreatedAt = now,
            ForgetAt = IsAddress(identity) ? now + options.SourceRetention : null,
        };
        var id = await database.WriteAsync(db =>
        {
            // Somebody else may have been first; his is the pseudonym then, and the slot stays unused.
            if (db.Set<SubjectRecord>().AsNoTracking().FirstOrDefault(s => s.LookupHash == hash) is { } first)
            {
                return first.Id;
            }

            db.Add(made);
            db.SaveChanges();
            return made.Id;
        });
        return SubjectId.TryParse(id, out var added) ? Remember(identity, added, before) : throw new InvalidOperationException($"'{id}' is not a pseudonym.");
    }

    private SubjectId Remember(string identity, SubjectId id, int before)
    {
        if (cache.Count >= Cached)
        {
            cache.Clear();
        }

        cache[identity] = id;
        if (Volatile.Read(ref erasures) != before)
        {
            cache.TryRemove(identity, out _);
        }

        return id;
    }

    private string Lookup(string identity) => Convert.ToHexStringLower(HMACSHA256.HashData(lookupKey, Encoding.UTF8.GetBytes(identity)));

    private static ulong NewValue()
    {
        ulong value;
        do
        {
            value = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        }
        while (value == 0);
        return value;
    }
}
