using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Recording;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Storage;

namespace Breakwater.Server.People;

/// <summary>Sets an owner or a service apart, and lets it back. When a call returns, everything that it had open has ended (law 6); its grants stay.</summary>
internal sealed class PersonStanding(Revocations revocations, Outbox outbox, TimeProvider time)
{
    /// <summary>What became of it, or what is in the way.</summary>
    public async Task<Revoked<StandingChange>> ChangeAsync(FleetPermit permit, PrincipalId id, bool enable, string reason)
    {
        permit.Demand(DeviceAction.ManageAccess);
        var operation = $"{id.Kind.ToString().ToLowerInvariant()}.{(enable ? "enabled" : "disabled")}";
        var type = enable ? EntryType.AccountEnabled : EntryType.AccountDisabled;
        var outcome = await outbox.PrepareAsync(permit.ToEvent(type, operation, about: id.ToString(), text: reason));
        var now = time.GetUtcNow();
        var changed = await revocations.EndAsync((scope, db) => Change(scope, db, id, enable, now, outcome), permit.Guard);
        return changed.Value.Person is null ? changed : changed.With(changed.Value with { IsRecorded = await outbox.EnterAsync(outcome) });
    }

    private static StandingChange Change(RevocationScope scope, BreakwaterDbContext db, PrincipalId id, bool enable, DateTimeOffset now, Outcome outcome)
    {
        if (db.Set<PersonRecord>().FirstOrDefault(p => p.Id == id) is not { } person)
        {
            return new StandingChange(null, null);
        }

        if (person.DisabledAt is null == enable)
        {
            return new StandingChange(null, $"{id} is {(enable ? "not disabled" : "disabled already")}.");
        }

        if (enable)
        {
            person.Enable(scope);
        }
        else
        {
            person.Disable(scope, now);
        }

        outcome.Put(db);
        db.SaveChanges();
        return new StandingChange(person.ToContract(), null);
    }
}

/// <summary>With neither person nor conflict, nobody is known by that id.</summary>
/// <param name="IsRecorded">Whether the change is in the ledger yet.</param>
internal sealed record StandingChange(Person? Person, string? Conflict, bool IsRecorded = false);
