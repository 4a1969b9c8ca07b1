using System.Collections.Immutable;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Ledger.Reach;

/// <summary>One line of an answer: a device that was touched, or somebody who touched the device.</summary>
public sealed record ReachRow
{
    /// <summary>Set when the question was about subjects.</summary>
    public DeviceId? Device { get; init; }

    /// <summary>Set when the question was about a device, unless nobody was verified.</summary>
    public SubjectId? Actor { get; init; }

    /// <summary>The kind of the actor; set when the question was about a device.</summary>
    public string? Role { get; init; }

    /// <summary>Unix time in milliseconds.</summary>
    public required long First { get; init; }

    /// <summary>Unix time in milliseconds.</summary>
    public required long Last { get; init; }

    /// <summary>Touches, with those that an entry stands for beyond its own.</summary>
    public required long Count { get; init; }

    /// <summary>Of requests and answers.</summary>
    public required long Bytes { get; init; }

    /// <summary>In alphabetical order. <see cref="ReachAnswer.OtherOperations"/> stands for those that an index had no room to name.</summary>
    public required ImmutableArray<string> Operations { get; init; }

    /// <summary>In alphabetical order.</summary>
    public required ImmutableArray<string> Grants { get; init; }

    /// <summary>Different ones.</summary>
    public required int Credentials { get; init; }
}
