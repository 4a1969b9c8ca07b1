namespace Breakwater.Server.Ledger.Reach.Indexes;

/// <summary>An index file is not what was written. It can be deleted and made again from the segment's entries, if those are still there.</summary>
public sealed class DamagedIndexException(string path, string section, string reason)
    : Exception($"The index {path} is damaged in its section '{section}': {reason}.")
{
    public string Path { get; } = path;

    /// <summary>A section of the file, <c>header</c>, <c>trailer</c>, or <c>length</c> of the file as a whole.</summary>
    public string Section { get; } = section;
}
