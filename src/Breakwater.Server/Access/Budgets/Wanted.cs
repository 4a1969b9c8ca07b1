using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Refusals;

namespace Breakwater.Server.Access.Budgets;

/// <summary>A device that somebody wants to touch, and what covers it, the narrowest first.</summary>
internal readonly record struct Wanted(DeviceId Device, IReadOnlyList<HeldGrant> Grants);

/// <summary>A touch that was decided on.</summary>
internal readonly record struct Chosen(DeviceId Device, HeldGrant Grant);

/// <summary>What became of it: under which grants, in the order that they were wanted, or which limit was hit; then nothing is counted.</summary>
internal sealed record Taken(IReadOnlyList<Chosen> Chosen, LimitHit? Limit);
