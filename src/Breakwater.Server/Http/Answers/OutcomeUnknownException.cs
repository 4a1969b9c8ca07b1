using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Http.Answers;

/// <summary>Something failed after the act had begun to be done: nobody may be told that nothing was.</summary>
/// <param name="intent">Refers the caller to the entry of what was wanted; null: a device's own, which has none.</param>
public sealed class OutcomeUnknownException(EntryReference? intent, Exception inner) : Exception("It was done, or part of it.", inner)
{
    public EntryReference? Intent => intent;
}
