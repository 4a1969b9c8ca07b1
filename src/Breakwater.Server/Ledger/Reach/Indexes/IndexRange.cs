namespace Breakwater.Server.Ledger.Reach.Indexes;

/// <summary>Where a section is in its file, in bytes.</summary>
/// <param name="Digest">SHA-256 of the section.</param>
internal readonly record struct IndexRange(long Offset, long Length, byte[] Digest);
