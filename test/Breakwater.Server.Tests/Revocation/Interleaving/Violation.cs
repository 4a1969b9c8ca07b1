namespace Breakwater.Server.Tests.Revocation.Interleaving;

/// <summary>Something that happened after the answer of the ending that took it away.</summary>
internal sealed record Violation(string Ending, string Kind, string Detail);
