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
    /// <summary>Returns the number of the entry.</summary>
    /// <param name="isDone">See <see cref="LedgerLog.AppendAsync"/>.</param>
    public async ValueTask<long> EnterAsync(LedgerEntry<Name> entry, bool isDone = false) => await log.AppendAsync(await PrepareAsync(entry), isDone);

    /// <summary>Enters what was prepared; returns the number of the entry.</summary>
    public ValueTask<long> EnterAsync(LedgerEntry<SubjectId> entry) => log.AppendAsync(entry);

    /// <summary>
    /// Enters a list that has shown devices; returns the numbers of the entries, one a device, so that no entry, and no receipt for one, tells the owner of one
    /// device about another.
    /// </summary>
    public Task<long[]> EnterEachAsync(LedgerEntry<SubjectId> entry, IReadOnlyList<DeviceId> devices) => Task.WhenAll(devices.Select((device, i) =>
        log.AppendAsync(i == 0 ? entry with { Device = device } : entry with { Device = device, BytesIn = 0, BytesOut = 0 }).AsTask()));

    /// <summary>Enters what the server itself has done.</summary>
    public ValueTask<long> EnterOwnAsync(EntryType type, string operation, params ReadOnlySpan<(string Name, string Value)> details) =>
        EnterAsync(new LedgerEntry<Name> { Type = type, Operation = operation, Role = "system", Details = EntryDetails.Of(details) }, isDone: true);

    /// <summary>By which the reader finds the entry again, and nobody else.</summary>
    public EntryReference Refer(long entry, SubjectId reader) => subjects.References.Of(entry, reader);

    /// <summary>The entry as it can be written: pseudonyms in the place of names, the text sealed.</summary>
    public async ValueTask<LedgerEntry<SubjectId>> PrepareAsync(LedgerEntry<Name> entry)
    {
        var actor = entry.Actor is { } principal ? await subjects.GetAsync(principal.Text) : (SubjectId?)null;
        return new LedgerEntry<SubjectId>
        {
            Time = time.GetUtcNow(),
            Type = entry.Type,
            Operation = entry.Operation,
            Refusal = entry.Refusal,
            Role = entry.Role,
            Actor = actor,
            Credential = entry.Credential is { } credential ? await subjects.GetAsync(credential.Text, actor) : null,
            Source = entry.Source is { } address ? await subjects.GetAsync(subjects.OfAddress(address.Text)) : null,
            WayIn = entry.WayIn,
            Device = entry.Device,
            Grant = entry.Grant,
            Case = entry.Case,
            Status = entry.Status,
            BytesIn = entry.BytesIn,
            BytesOut = entry.BytesOut,
            Count = entry.Count,
            Start = entry.Start,
            End = entry.End,
            About = entry.About is { } person ? await subjects.GetAsync(person.Text) : null,
            Message = entry.Message is { } message ? await subjects.SealAsync(await subjects.GetAsync(message.Subject.Text), message.Text) : null,
            Details = entry.Details,
        };
    }
}
