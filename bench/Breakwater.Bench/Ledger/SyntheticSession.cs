namespace Breakwater.Bench.Ledger;

/// <summary>What somebody is at: an owner with its devices, or a service with one.</summary>
/// <param name="Number">The owner's, or the device's.</param>
/// <param name="Left">Entries until it ends.</param>
internal record struct SyntheticSession(int Number, ulong Credential, ulong Source, int Left);
