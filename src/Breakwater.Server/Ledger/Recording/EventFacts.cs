using Breakwater.Contracts.Ids;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Ledger.Recording;

/// <summary>Something that happened and is no use of a permit: an enrolment, a grant, a start.</summary>
/// <param name="Operation">As in <c>grant.added</c>; docs/reference/ledger.md lists them.</param>
public sealed record EventFacts(EntryType Type, string Operation)
{
    /// <summary>Who did it; null: the server itself.</summary>
    public string? Principal { get; init; }

    public string Role { get; init; } = "system";

    public string? Credential { get; init; }

    public DeviceId? Device { get; init; }

    public string? Grant { get; init; }

    public string? WayIn { get; init; }

    /// <summary>Whom it is about: its pseudonym stands in the entry, and the text is sealed under its key.</summary>
    public string? About { get; init; }

    /// <summary>Free text, such as a reason.</summary>
    public string? Text { get; init; }

    /// <summary>Why it did not happen; null: it did.</summary>
    public string? Failure { get; init; }

    /// <summary>No names of persons, no secrets.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>();
}
