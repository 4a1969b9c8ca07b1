using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Budgets;
using Breakwater.Server.Access.Grants;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Recording;
using Breakwater.Server.Devices.Commands;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Subjects;
using Breakwater.Server.People;
using Breakwater.Server.Storage;
using Breakwater.Server.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Inquiry;

/// <summary>
/// Forgets a person, as the General Data Protection Regulation's article 17 has it: name, tokens, grants and the record of devices touched go, and with the key of its pseudonyms goes all
/// knowledge of whom the ledger's entries mean. The entries stay as they are, so the tree and every receipt verify as before.
/// </summary>
internal sealed class Erasure(Revocations revocations, SubjectDirectory subjects, Outbox outbox)
{
    /// <summary>Null: nothing is known of the principal. And whether the erasure is in the ledger yet.</summary>
    public async Task<Revoked<(ErasureReport? Report, bool IsRecorded)>> EraseAsync(FleetPermit permit, PrincipalId principal, string reason)
    {
        permit.Demand(DeviceAction.ManageLedger);

        // Without the name: the entry must not be what links the pseudonym to the person again.
        var pseudonym = await subjects.FindAsync(principal.ToString());
        var outcome = await outbox.PrepareAsync(permit.ToEvent(EntryType.AccountDeleted, "principal.erased", text: reason) with
        {
            Details = EntryDetails.Of(("erased", pseudonym?.ToString() ?? "none")),
        });
        var known = pseudonym is not null;
        var ended = await revocations.EndAsync((scope, db) => Remove(scope, db, principal, known, outcome), permit.Guard);
        var (person, tokens, grants) = ended.Value;

        // A server that ends right here has entered the erasure and not forgotten the name: the operator, who got no answer, asks again.
        var forgotten = await subjects.EraseAsync(principal.ToString());
        if (!known && !person && tokens == 0 && grants == 0)
        {
            return forgotten == 0
                ? ended.With<(ErasureReport?, bool)>((null, false))
                : ended.With<(ErasureReport?, bool)>((new ErasureReport(forgotten, 0, 0, false), await outbox.PutAndEnterAsync(outcome)));
        }

        return ended.With<(ErasureReport?, bool)>((new ErasureReport(forgotten, tokens, grants, person), await outbox.EnterAsync(outcome)));
    }

    private static (bool Person, int Tokens, int Grants) Remove(
        RevocationScope scope, BreakwaterDbContext db, PrincipalId principal, bool known, Outcome outcome)
    {
        // Whatever the person's credentials and grants permitted rests on the person, too.
        scope.End(Ground.Of(principal));
        var tokens = db.Set<TokenRecord>().Where(t => t.Principal == principal).ExecuteDelete();
        var grants = db.Set<GrantRecord>().Where(g => g.Principal == principal).ExecuteDelete();
        db.Set<TouchRow>().Where(t => t.Principal == principal).ExecuteDelete();
        db.Set<TouchMark>().Where(t => t.Principal == principal).ExecuteDelete();
        CommandNames.Forget(db, principal);
        var person = db.Set<PersonRecord>().Where(p => p.Id == principal).ExecuteDelete() > 0;
        if (known || person || tokens + grants > 0)
        {
            outcome.Put(db);
            db.SaveChanges();
        }

        return (person, tokens, grants);
    }
}
