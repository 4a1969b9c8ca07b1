using System.Collections.Immutable;

namespace Breakwater.Server.Access.Grants.Groups;

/// <summary>Which devices are of a group: those of a model, if it names one, that carry all of its tags.</summary>
/// <param name="Name">Its own; grants name it by that.</param>
/// <param name="Model">Null: any.</param>
[GenerateSerializer]
[Immutable]
public sealed record GroupRule([property: Id(0)] string Name, [property: Id(1)] string? Model, [property: Id(2)] ImmutableArray<string> Tags)
{
    public const int LongestName = 64;

    public const int LongestModel = 128;

    /// <summary>Tags a group. Source: each is one more condition on every device that is asked for.</summary>
    public const int MostTags = 8;

    /// <summary>Decided from what the registry says now, never from memory.</summary>
    internal bool Contains(DeviceFacts device) => (Model is null || Model == device.Model) && Tags.All(device.Tags.Contains);
}
