using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Problems;

namespace Breakwater.Server.Http.Answers;

/// <summary>To an operator who names an owner or a service that there is not.</summary>
internal static class UnknownPrincipalAnswer
{
    public static ProblemAnswer Of(PrincipalId principal) =>
        new(ProblemCodes.ResourceNotFound, $"There is no principal {principal}; add it with 'breakwater owners add' or 'services add'.");
}
