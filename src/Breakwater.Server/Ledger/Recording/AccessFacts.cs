using Breakwater.Contracts.Ids;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Ledger.Recording;

/// <summary>What there is to say of one use of a permit, or of one refusal, before pseudonyms take the place of names.</summary>
public sealed record AccessFacts
{
    public required EntryType Type { get; init; }

    /// <summary>The action that was asked for; <c>none</c> for a way in that has none.</summary>
    public required string Operation { get; init; }

    public required string WayIn { get; init; }

    /// <summary>See <see cref="LedgerEntry.Role"/>.</summary>
    public required string Role { get; init; }

    /// <summary>Null: nobody was verified.</summary>
    public string? Principal { get; init; }

    /// <summary>Names the credential; never the secret.</summary>
    public string? Credential { get; init; }

    /// <summary>The peer's address; null on the admin socket.</summary>
    public string? Address { get; init; }

    public DeviceId? Device { get; init; }

    public string? Grant { get; init; }

    public string? Case { get; init; }

    public int? Status { get; init; }

    public long BytesIn { get; init; }

    public long BytesOut { get; init; }

    /// <summary>Why not; null for a permit.</summary>
    public string? Refusal { get; init; }

    public IReadOnlyDictionary<string, string>? Details { get; init; }
}
