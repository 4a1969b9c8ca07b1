using Breakwater.Transparency.Notes;

namespace Breakwater.Transparency.Witnesses;

/// <summary>A witness's answer. Only a cosigned one has signatures, only a conflict has a size.</summary>
public sealed record WitnessAnswer(WitnessOutcome Outcome)
{
    /// <summary>Verified signatures by the witness, to be added to the checkpoint.</summary>
    public IReadOnlyList<NoteSignature> Cosignatures { get; init; } = [];

    /// <summary>When the witness signed, by its own clock.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Entries in the tree that the witness cosigned last.</summary>
    public long? WitnessedSize { get; init; }

    /// <summary>The HTTP status, if there was one.</summary>
    public int? Status { get; init; }
}
