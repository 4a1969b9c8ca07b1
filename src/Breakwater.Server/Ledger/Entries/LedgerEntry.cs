using System.Collections.Immutable;
using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Ledger.Entries;

/// <summary>
/// One entry of the ledger: the use of a permit, a refusal, or something that happened. Whoever has something to tell makes one of <see cref="Name"/>; only one
/// of <see cref="SubjectId"/> can be written into the log, by <see cref="EntryJson"/>. There are no secrets in it. The reference of the fields is
/// docs/reference/ledger.md.
/// </summary>
/// <typeparam name="TWho">How persons, credentials and addresses stand in it.</typeparam>
public sealed record LedgerEntry<TWho>
    where TWho : struct
{
    /// <summary>When it entered; milliseconds are kept. It has none before pseudonyms take the place of names.</summary>
    public DateTimeOffset Time { get; init; }

    public required EntryType Type { get; init; }

    /// <summary>The action of a permit (<c>telemetry:read</c>), <c>none</c> for a way in that has none, or what happened (<c>grant.added</c>).</summary>
    public required string Operation { get; init; }

    /// <summary>Why it was refused; null for what was permitted or done.</summary>
    public string? Refusal { get; init; }

    /// <summary>The kind of the actor, <c>anonymous</c> when nobody was verified, <c>system</c> for the server itself.</summary>
    public required string Role { get; init; }

    public TWho? Actor { get; init; }

    /// <summary>Names it; never the secret.</summary>
    public TWho? Credential { get; init; }

    /// <summary>The peer's address; null on the admin socket.</summary>
    public TWho? Source { get; init; }

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

    public Message<TWho>? Message { get; init; }

    /// <summary>Whom an event is about.</summary>
    public TWho? About { get; init; }

    /// <summary>What else there is to say, by name. No names of persons, no secrets.</summary>
    public ImmutableSortedDictionary<string, string> Details { get; init; } = EntryDetails.None;
}
