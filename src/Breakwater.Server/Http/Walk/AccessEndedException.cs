using System.Diagnostics.CodeAnalysis;
using Breakwater.Server.Access.Refusals;

namespace Breakwater.Server.Http.Walk;

/// <summary>What was permitted has been taken back before its answer left. It never leaves the walk.</summary>
[SuppressMessage("Design", "CA1064", Justification = "caught in the walk, always")]
internal sealed class AccessEndedException(Refusal refusal) : Exception("The access ended before its answer.")
{
    public Refusal Refusal => refusal;
}
