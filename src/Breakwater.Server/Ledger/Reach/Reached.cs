namespace Breakwater.Server.Ledger.Reach;

/// <summary>A device that was touched and how: a row of an index, or one touch. Times are Unix times in milliseconds; zero is nobody.</summary>
internal readonly struct Reached
{
    public required UInt128 Device { get; init; }

    public required ulong Actor { get; init; }

    public required ulong Credential { get; init; }

    public required string Role { get; init; }

    public required string Grant { get; init; }

    /// <summary>Null when there are several.</summary>
    public string? Operation { get; init; }

    /// <summary>Bits of <see cref="ReachPart.Operations"/>.</summary>
    public ulong Operations { get; init; }

    public required long First { get; init; }

    public required long Last { get; init; }

    public required long Count { get; init; }

    public required long Bytes { get; init; }
}
