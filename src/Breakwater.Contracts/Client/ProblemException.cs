using Breakwater.Contracts.Problems;

namespace Breakwater.Contracts.Client;

/// <summary>The server answered with a problem document (or, behind a broken proxy, with something else).</summary>
public sealed class ProblemException(Problem problem)
    : Exception($"{problem.Title}{(problem.Detail is null ? "" : $" {problem.Detail}")} ({problem.Status} {problem.Code})")
{
    public Problem Problem { get; } = problem;
}
