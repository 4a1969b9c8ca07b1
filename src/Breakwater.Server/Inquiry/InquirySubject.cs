using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Devices.Registry;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Reach;
using Breakwater.Server.Ledger.Subjects;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Inquiry;

/// <summary>Turns what a person asks about into what the ledger knows it by.</summary>
internal sealed class InquirySubject(SubjectDirectory subjects, Database database)
{
    /// <summary>Null, with why, when the ledger does not know it: nobody of that name was ever in it, or was erased.</summary>
    public async Task<(ReachQuestion? Question, string? Unknown)> ResolveAsync(LedgerQuestion asked, CancellationToken cancellationToken)
    {
        var (since, until) = (asked.Since?.ToUnixTimeMilliseconds(), asked.Until?.ToUnixTimeMilliseconds());
        switch (asked.Kind)
        {
            case LedgerSubjectKind.Device:
                return await DeviceAsync(asked.Of, cancellationToken) is { } device
                    ? (ReachQuestion.OfDevice(device, since, until), null)
                    : (null, $"There is no device {asked.Of}.");
            case LedgerSubjectKind.Source:
                var pseudonyms = await subjects.FindAddressAsync(asked.Of);
                return pseudonyms.Count > 0
                    ? (ReachQuestion.OfSubjects(ReachKind.Source, pseudonyms, since, until), null)
                    : (null, $"The ledger knows no entry from {asked.Of}, or has forgotten whose address it was.");
            case LedgerSubjectKind.Subject:
                return SubjectId.TryParse(asked.Of, out var id)
                    ? (ReachQuestion.OfSubjects(await KindOfAsync(id, cancellationToken), [id], since, until), null)
                    : (null, $"'{asked.Of}' is not a pseudonym; it has {SubjectId.TextLength} hexadecimal digits.");
            default:
                var kind = asked.Kind == LedgerSubjectKind.Principal ? ReachKind.Actor : ReachKind.Credential;
                return await subjects.FindAsync(asked.Of) is { } subject
                    ? (ReachQuestion.OfSubjects(kind, [subject], since, until), null)
                    : (null, $"The ledger knows nobody called {asked.Of}, or has forgotten whom it meant.");
        }
    }

    /// <summary>What the pseudonym is one of. Of one that was erased nobody can tell any more; it is taken for a principal's.</summary>
    private async Task<ReachKind> KindOfAsync(SubjectId id, CancellationToken cancellationToken) =>
        !(await subjects.ResolveAsync([id], cancellationToken)).TryGetValue(id, out var identity) ? ReachKind.Actor
        : SubjectDirectory.IsAddress(identity) ? ReachKind.Source
        : PrincipalId.TryParse(identity, out _) ? ReachKind.Actor
        : ReachKind.Credential;

    /// <summary>By id or serial; for operators only, since it tells whether a serial exists.</summary>
    private async Task<DeviceId?> DeviceAsync(string idOrSerial, CancellationToken cancellationToken)
    {
        if (DeviceId.TryParse(idOrSerial, out var id))
        {
            // The ledger may know a device that the registry does not any more.
            return id;
        }

        await using var db = database.Read();
        return await db.Set<DeviceRecord>().Where(d => d.Serial == idOrSerial).Select(d => (DeviceId?)d.Id).FirstOrDefaultAsync(cancellationToken);
    }
}
