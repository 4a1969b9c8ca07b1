using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Access.Principals;

/// <summary>Who there is, for those who give access and do not keep people. Asked first: nobody is given anything by a slip of the hand, and gets no pseudonym.</summary>
internal interface IPersonLookup
{
    /// <summary>Whoever is known stays so, also disabled or erased.</summary>
    Task<bool> IsKnownAsync(PrincipalId person);
}
