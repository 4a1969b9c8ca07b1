namespace Breakwater.Contracts.Problems;

/// <summary>A problem document, RFC 9457.</summary>
/// <param name="Type">A URI reference that identifies the problem: <c>urn:breakwater:problem:{code}</c>.</param>
/// <param name="Code">One of <see cref="ProblemCodes"/>.</param>
/// <param name="Errors">Field or parameter name, and what is wrong with it.</param>
/// <param name="Limit">The limit that was hit, as in <c>reach-budget</c>.</param>
/// <param name="Remaining">How many of it are left now.</param>
public sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Code,
    string? Detail = null,
    IReadOnlyDictionary<string, string>? Errors = null,
    string? Limit = null,
    long? Remaining = null);
