using System.Collections.Immutable;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Subjects;

namespace Breakwater.Server.Ledger.Recording;

/// <summary>
/// Writes the ledger: who accessed what, and what else an investigator will ask for. Whatever it returns from is on disk, and callers await it before they
/// answer (law 8). If it throws, nothing may be permitted.
/// </summary>
internal sealed class AccessLedger(LedgerLog log, SubjectDirectory subjects, TimeProvider time)
{
    /// <summary>The subject of what the server itself does.</summary>
    private const string System = "system";

    /// <summary>Records a use of a permit; returns the number of its entry.</summary>
    public async ValueTask<long> PermittedAsync(AccessFacts facts) => await log.AppendAsync(await ToEntryAsync(facts));

    /// <summary>
    /// Records a list that has shown devices; returns the numbers of the entries, one a device, so that no entry, and no receipt for one, tells the owner of one
    /// device about another.
    /// </summary>
    public async ValueTask<long[]> ShownAsync(AccessFacts facts, IReadOnlyList<DeviceId> devices)
    {
        var entry = await ToEntryAsync(facts);
        return await Task.WhenAll(devices.Select((device, i) =>
            log.AppendAsync((i == 0 ? entry : entry with { BytesIn = 0, BytesOut = 0 }) with { Device = device }).AsTask()));
    }

    /// <summary>Records what more went out under a permit whose use is recorded already.</summary>
    public async ValueTask PermittedRestAsync(AccessFacts facts) => await log.AppendAsync(await ToEntryAsync(facts) with { Count = 0 }, isDone: true);

    /// <summary>Records a refusal, or many that were alike.</summary>
    public async ValueTask CountedAsync(AccessFacts facts, long count, DateTimeOffset? start, DateTimeOffset? end) =>
        await log.AppendAsync(await ToEntryAsync(facts) with { Count = count, Start = start, End = end });

    /// <summary>Records something that happened; returns the number of the entry.</summary>
    public async ValueTask<long> EventAsync(EventFacts facts) => await log.AppendAsync(await PrepareAsync(facts), isDone: true);

    /// <summary>Enters what was prepared; returns the number of the entry.</summary>
    public ValueTask<long> AppendAsync(LedgerEntry entry) => log.AppendAsync(entry);

    /// <summary>By which the principal finds the entry again, and nobody else.</summary>
    public async ValueTask<EntryReference> ReferAsync(long entry, string principal) => subjects.References.Of(entry, await subjects.GetAsync(principal));

    /// <summary>The entry of an event, with pseudonyms in the place of names.</summary>
    public async ValueTask<LedgerEntry> PrepareAsync(EventFacts facts)
    {
        var actor = facts.Principal is { } principal ? await subjects.GetAsync(principal) : (SubjectId?)null;
        var credential = facts.Credential is { } named ? await subjects.GetAsync(named, actor) : (SubjectId?)null;
        var about = facts.About is { } person ? await subjects.GetAsync(person) : (SubjectId?)null;
        var details = facts.Details.ToImmutableSortedDictionary(StringComparer.Ordinal);
        return new LedgerEntry
        {
            Time = time.GetUtcNow(),
            Type = facts.Type,
            Operation = facts.Operation,
            Role = facts.Role,
            Actor = actor,
            Credential = credential,
            WayIn = facts.WayIn,
            Device = facts.Device,
            Grant = facts.Grant,
            Refusal = facts.Failure,
            Details = about is null ? details : details.SetItem("about", about.Value.ToString()),
            Message = facts.Text is { } text ? await subjects.SealAsync(about ?? actor ?? await subjects.GetAsync(System), text) : null,
        };
    }

    private async ValueTask<LedgerEntry> ToEntryAsync(AccessFacts facts)
    {
        var actor = facts.Principal is { } principal ? await subjects.GetAsync(principal) : (SubjectId?)null;
        return new LedgerEntry
        {
            Time = time.GetUtcNow(),
            Type = facts.Type,
            Operation = facts.Operation,
            WayIn = facts.WayIn,
            Role = facts.Role,
            Actor = actor,
            Credential = facts.Credential is { } credential ? await subjects.GetAsync(credential, actor) : null,
            Source = facts.Address is { } address ? await subjects.GetAsync(subjects.OfAddress(address)) : null,
            Device = facts.Device,
            Grant = facts.Grant,
            Case = facts.Case,
            Status = facts.Status,
            BytesIn = facts.BytesIn,
            BytesOut = facts.BytesOut,
            Refusal = facts.Refusal,
            Details = facts.Details?.ToImmutableSortedDictionary(StringComparer.Ordinal) ?? ImmutableSortedDictionary<string, string>.Empty,
        };
    }
}
