namespace Breakwater.Contracts.Client;

/// <summary>Headers of answers that are Breakwater's own.</summary>
public static class AnswerHeaders
{
    /// <summary>An <see cref="Ids.EntryReference"/> to the ledger's entry about the request, the first one of a list; its receipt is at <c>/v1/entries/{reference}/receipt</c>.</summary>
    public const string Entry = "Breakwater-Entry";

    /// <summary><c>pending</c>: what the answer tells of was done and is on disk, and the ledger could not take its entry in time; it will.</summary>
    public const string Recorded = "Breakwater-Recorded";
}
