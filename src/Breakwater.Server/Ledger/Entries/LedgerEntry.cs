using System.Collections.Immutable;
using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Ledger.Entries;

/// <summary>
/// One entry of the ledger, as <see cref="EntryJson"/> writes it into the log. There are no secrets in it, and persons only as pseudonyms. The reference of
/// the fields is docs/reference/ledger.md.
/// </summary>
public sealed record LedgerEntry
{
    /// <summary>Milliseconds are kept.</summary>
    public required DateTimeOffset Time { get; init; }

    public required EntryType Type { get; init; }

    /// <summary>The action of a permit (<c>telemetry:read</c>), or what happened (<c>grant.added</c>).</summary>
    public required string Operation { get; init; }

    /// <summary>Why it was refused; null for what was permitted or done.</summary>
    public string? Refusal { get; init; }

    /// <summary>The kind of the actor, <c>anonymous</c> when nobody was verified, <c>system</c> for the server itself.</summary>
    public required string Role { get; init; }

    public SubjectId? Actor { get; init; }

    public SubjectId? Credential { get; init; }

    /// <summary>The peer's address.</summary>
    public SubjectId? Source { get; init; }

    /// <summary>The way in: method and route, or MQTT packet.</summary>
    public string? WayIn { get; init; }

    /// <summary>The device that was asked for, or that the event is about.</summary>
    public DeviceId? Device { get; init; }

    /// <summary>Under which grant.</summary>
    public string? Grant { get; init; }

    /// <summary>The case that an operator worked on.</summary>
    public string? Case { get; init; }

    /// <summary>The status of the HTTP answer; null when the entry was committed before the endpoint ran.</summary>
    public int? Status { get; init; }

    /// <summary>Bytes of the request's body.</summary>
    public long BytesIn { get; init; }

    /// <summary>Bytes of the answer's body.</summary>
    public long BytesOut { get; init; }

    /// <summary>How many alike this entry stands for; they came between <see cref="Start"/> and <see cref="End"/>.</summary>
    public long Count { get; init; } = 1;

    public DateTimeOffset? Start { get; init; }

    public DateTimeOffset? End { get; init; }

    /// <summary>Free text that may speak of a person, readable only as long as that person's key is there.</summary>
    public SealedText? Message { get; init; }

    /// <summary>What else there is to say of an event, by name.</summary>
    public ImmutableSortedDictionary<string, string> Details { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
