using System.Diagnostics.CodeAnalysis;
using Breakwater.Server.Access.Refusals;

namespace Breakwater.Server.Http.Walk;

/// <summary>What was permitted was taken back before its answer left, or would have shown more than the permit allows. It never leaves the walk.</summary>
[SuppressMessage("Design", "CA1064", Justification = "caught in the walk, always")]
internal sealed class RefusedLateException(Refusal refusal, string? detail = null) : Exception("It was refused after it had been permitted.")
{
    public Refusal Refusal => refusal;

    /// <summary>What is missing, for a caller who may know it.</summary>
    public string? Detail => detail;
}
