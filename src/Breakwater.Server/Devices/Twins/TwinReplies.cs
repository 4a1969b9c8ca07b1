namespace Breakwater.Server.Devices.Twins;

/// <summary>What became of a patch. Exactly one of the three cases: a new section, a refusal with its reason, another version.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record TwinPatchReply(
    [property: Id(0)] TwinSectionAnswer? Section, [property: Id(1)] string? Refusal, [property: Id(2)] bool VersionMismatch);
