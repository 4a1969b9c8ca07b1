using System.Collections.Immutable;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Grants.Groups;

namespace Breakwater.Server.Access.Principals;

/// <summary>The devices that a principal can touch with one action.</summary>
/// <param name="WholeFleet">Every device; then the others are empty.</param>
/// <param name="Devices">One by one.</param>
/// <param name="Groups">And every device of these groups.</param>
[GenerateSerializer]
[Immutable]
public sealed record Reach([property: Id(0)] bool WholeFleet, [property: Id(1)] ImmutableArray<DeviceId> Devices, [property: Id(2)] ImmutableArray<GroupRule> Groups)
{
    public static Reach Nothing { get; } = new(false, [], []);

    public static Reach Fleet { get; } = new(true, [], []);
}
