using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Budgets;
using Breakwater.Server.Access.Grants;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.Recording;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Recording;
using Breakwater.Server.Ledger.Subjects;
using Breakwater.Server.People;
using Breakwater.Server.Storage;
using Breakwater.Server.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Inquiry;

/// <summary>
/// Forgets a person, as the General Data Protection Regulation's article 17 has it: name, tokens and grants go, and with the key of its pseudonyms goes all
/// knowledge of whom the ledger's entries mean. The entries stay as they are, so the tree and every receipt verify as before.
/// </summary>
internal sealed class Erasure(Database database, SubjectDirectory subjects, AccessLedger ledger, IGrainFactory grains, LiveAccess live)
{
    /// <summary>Null: nothing is known of the principal.</summary>
    public async Task<ErasureReport?> EraseAsync(FleetPermit permit, PrincipalId principal, string reason)
    {
        permit.Demand(DeviceAction.ManageLedger);
        var (person, tokens, grants) = await database.WriteAsync(db => Remove(db, principal));
        foreach (var token in tokens)
        {
            live.EndCredential(token);
        }

        foreach (var grant in grants)
        {
            live.EndGrant(grant);
        }

        if (grants.Count > 0)
        {
            await grains.GetGrain<IPrincipalGrain>(principal.ToString()).ReloadAsync();
        }

        // Without the name: the entry must not be what links the pseudonym to the person again.
        var pseudonym = await subjects.FindAsync(principal.ToString());
        var forgotten = await subjects.EraseAsync(principal.ToString());
        if (!person && tokens.Count == 0 && grants.Count == 0 && forgotten == 0)
        {
            return null;
        }

        await ledger.EventAsync(permit.ToEvent(EntryType.AccountDeleted, "principal.erased") with
        {
            Text = reason,
            Details = new Dictionary<string, string> { ["erased"] = pseudonym?.ToString() ?? "none" },
        });
        return new ErasureReport(forgotten, tokens.Count, grants.Count, person);
    }

    private static (bool Person, List<string> Tokens, List<string> Grants) Remove(BreakwaterDbContext db, PrincipalId principal)
    {
        var tokens = db.Set<TokenRecord>().Where(t => t.Principal == principal).Select(t => t.Id).ToList();
        var grants = db.Set<GrantRecord>().Where(g => g.Principal == principal).Select(g => g.Id).ToList();
        db.Set<TokenRecord>().Where(t => t.Principal == principal).ExecuteDelete();
        db.Set<GrantRecord>().Where(g => g.Principal == principal).ExecuteDelete();
        var person = db.Set<PersonRecord>().Where(p => p.Id == principal).ExecuteDelete() > 0;
        return (person, [.. tokens.Select(TokenRecord.CredentialOf)], grants);
    }
}
