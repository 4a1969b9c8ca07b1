namespace Breakwater.Server.Ledger.Reach.Indexes;

/// <summary>The sections of an index file, in the order in which they follow each other.</summary>
internal enum IndexSection
{
    /// <summary>Operations and roles; see <see cref="IndexNames"/>.</summary>
    Names,

    /// <summary>Directories: sorted keys, each with where it starts in the rows (actors) or in the row numbers of that kind (the others).</summary>
    Actors,
    Credentials,
    Sources,
    Devices,

    /// <summary>See <see cref="IndexRow"/>; sorted by actor, credential, source, role, device and grant.</summary>
    Rows,

    /// <summary>Row numbers, 32 bits each, ascending for each key.</summary>
    CredentialRows,
    SourceRows,
    DeviceRows,

    /// <summary>The grants' text, one after the other; rows say where theirs is.</summary>
    Grants,

    /// <summary>The numbers of the entries within the segment, 16 bits each, ascending for each row.</summary>
    Postings,
}
