using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Security.Cryptography;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Storage;

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

    private readonly ConcurrentDictionary<string, SubjectId> cache = new(StringComparer.Ordinal);
    private readonly SubjectRows rows;
    private readonly SubjectKeys keys;
    private readonly LedgerOptions options;
    private readonly TimeProvider time;
    private int erasures;

    private SubjectDirectory(SubjectRows rows, SubjectKeys keys, LedgerOptions options, TimeProvider time)
    {
        this.rows = rows;
        this.keys = keys;
        this.options = options;
        this.time = time;
        References = keys.References();
    }

    /// <summary>What is told of entries instead of their numbers.</summary>
    public EntryReferences References { get; }

    /// <param name="path">Of the file of keys.</param>
    /// <exception cref="LedgerDamagedException">The keys are not what was written.</exception>
    /// <exception cref="IOException">They cannot be read or made.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be read, or the keys not be written.</exception>
    public static async Task<SubjectDirectory> OpenAsync(Database database, string path, LedgerOptions options, TimeProvider time)
    {
        var rows = new SubjectRows(database);
        var last = await rows.LastSlotAsync();
        return new SubjectDirectory(rows, SubjectKeys.Open(path, (last ?? 0) + 1), options, time);
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

        return keys.Find(identity) is { } slot && await rows.BySlotAsync(slot) is { } record && IsOf(record, identity) && SubjectId.TryParse(record.Id, out var id) ? id : null;
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
        foreach (var part in ids.Distinct().Chunk(500))
        {
            var names = part.Select(id => id.ToString()).ToArray();
            foreach (var record in await rows.WhereAsync(s => names.Contains(s.Id), cancellationToken))
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
    /// <exception cref="StoreUnavailableException">The subject was erased meanwhile, or cannot be read.</exception>
    public async ValueTask<Message<SubjectId>> SealAsync(SubjectId subject, string text) => await KeyOfAsync(subject) is { } key
        ? new Message<SubjectId>(subject, Convert.ToBase64String(SubjectCipher.Seal(key, text)))
        : throw new StoreUnavailableException($"The key of {subject} is erased.");

    /// <summary>Null: the subject was erased.</summary>
    public async ValueTask<string?> OpenAsync(Message<SubjectId> message) =>
        await KeyOfAsync(message.Subject) is { } key ? SubjectCipher.Open(key, Convert.FromBase64String(message.Text)) : null;

    /// <summary>Forgets who the subject and whatever belongs to it was. Returns how many pseudonyms that were; none: it was not known.</summary>
    public async Task<int> EraseAsync(string identity)
    {
        var slot = keys.Find(identity);
        if (await FindAsync(identity) is { } id)
        {
            var name = id.ToString();
            return await EraseAsync(s => s.Id == name || s.Owner == name, slot);
        }

        // Of a subject that a restored database does not know there is the key.
        return slot is null ? 0 : await EraseAsync(s => false, slot);
    }

    /// <summary>Forgets the addresses whose time is over.</summary>
    public async Task<int> ForgetExpiredAsync()
    {
        var now = time.GetUtcNow();
        return await EraseAsync(s => s.ForgetAt < now, null);
    }

    public void Dispose() => keys.Dispose();

    private async Task<int> EraseAsync(Expression<Func<SubjectRecord, bool>> which, int? also)
    {
        var erased = await rows.WhereAsync(which);
        var slots = erased.Select(s => s.Slot).ToHashSet();
        if (also is { } slot)
        {
            slots.Add(slot);
        }

        if (slots.Count == 0)
        {
            return 0;
        }

        // The keys first: from here on nobody can tell, whatever happens to the rows.
        keys.Erase(slots);
        await rows.RemoveAsync(erased.Select(s => s.Id));

        // In this order: who looked one up before the erasure must not put it back after it.
        Interlocked.Increment(ref erasures);
        cache.Clear();
        return slots.Count;
    }

    private async ValueTask<SubjectId> FindOrAddAsync(string identity, SubjectId? owner)
    {
        var before = Volatile.Read(ref erasures);
        int? somebodyElses = null;
        while (true)
        {
            var slot = keys.FindOrAdd(identity, somebodyElses);
            var record = await rows.BySlotAsync(slot) ?? await AddAsync(identity, slot, owner);
            if (record is not null && IsOf(record, identity))
            {
                return SubjectId.TryParse(record.Id, out var id) ? Remember(identity, id, before) : throw new InvalidOperationException($"'{record.Id}' is not a pseudonym.");
            }

            // Either it was erased this very moment, or database and keys were restored from backups that do not belong together.
            somebodyElses = record is null ? null : slot;
        }
    }

    /// <summary>Null: it was erased meanwhile.</summary>
    private async Task<SubjectRecord?> AddAsync(string identity, int slot, SubjectId? owner)
    {
        if (keys.Read(slot) is not { } key)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var made = new SubjectRecord
        {
            Id = SubjectId.From(NewValue()).ToString(),
            Identity = SubjectCipher.Seal(key, identity),
            Slot = slot,
            Owner = owner?.ToString(),
            CreatedAt = now,
            ForgetAt = IsAddress(identity) ? now + options.SourceRetention : null,
        };
        return await rows.AddAsync(made);
    }

    private bool IsOf(SubjectRecord record, string identity) => keys.Read(record.Slot) is { } key && SubjectCipher.Open(key, record.Identity) == identity;

    private async Task<byte[]?> KeyOfAsync(SubjectId subject)
    {
        var name = subject.ToString();
        return await rows.ByIdAsync(name) is { } record ? keys.Read(record.Slot) : null;
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
