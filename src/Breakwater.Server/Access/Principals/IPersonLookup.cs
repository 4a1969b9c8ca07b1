using Breakwater.Contracts.Ids;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Access.Principals;

/// <summary>Who there is, for those who give access and do not keep people. Asked first: nobody is given anything by a slip of the hand, and gets no pseudonym.</summary>
internal interface IPersonLookup
{
    /// <summary>Also who is disabled. Whoever is erased is known no more, so the unit that gives asks once more.</summary>
    Task<bool> IsKnownAsync(PrincipalId person);

    /// <summary>Within a unit.</summary>
    bool IsKnown(BreakwaterDbContext db, PrincipalId person);
}
