using System.Collections.Immutable;
using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Access.Principals;

/// <summary>The devices that a principal can touch with one action.</summary>
/// <param name="WholeFleet">Every device; then <paramref name="Devices"/> is empty.</param>
[GenerateSerializer]
[Immutable]
public sealed record Reach([property: Id(0)] bool WholeFleet, [property: Id(1)] ImmutableArray<DeviceId> Devices)
{
    public static Reach Nothing { get; } = new(false, []);

    public static Reach Fleet { get; } = new(true, []);
}
