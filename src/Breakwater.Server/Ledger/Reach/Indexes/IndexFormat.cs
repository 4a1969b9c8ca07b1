namespace Breakwater.Server.Ledger.Reach.Indexes;

/// <summary>
/// Sizes of what an index file is made of; numbers are little-endian. A header, the sections without gaps, and SHA-256 over both (FIPS 180-4). The header
/// has the SHA-256 of each section and of itself, so that damage can be named.
/// </summary>
internal static class IndexFormat
{
    public const int Version = 1;

    /// <summary>Entry numbers have 16 bits.</summary>
    public const int MostEntries = 1 << 16;

    /// <summary>The number of roles has 16 bits.</summary>
    public const int MostRoles = ushort.MaxValue;

    /// <summary>Bytes of names; they are the server's own, and few.</summary>
    public const int LongestNames = 1 << 20;

    /// <summary>The bit of an operation that came when all other bits had theirs.</summary>
    public const int OtherOperations = 63;

    public const int Sections = 11;
    public const int DigestLength = 32;
    public const int TableOffset = 48;
    public const int TableEntryLength = 8 + 8 + DigestLength;
    public const int HeaderDigestOffset = TableOffset + (Sections * TableEntryLength);
    public const int HeaderLength = HeaderDigestOffset + DigestLength;

    public const int SubjectKey = 8;
    public const int DeviceKey = 16;

    /// <summary>After the key in a directory.</summary>
    public const int StartLength = 4;

    public static ReadOnlySpan<byte> Magic => "bwreach\n"u8;

    /// <summary>What a section's length must be a multiple of.</summary>
    public static int UnitOf(IndexSection section) => section switch
    {
        IndexSection.Actors or IndexSection.Credentials or IndexSection.Sources => SubjectKey + StartLength,
        IndexSection.Devices => DeviceKey + StartLength,
        IndexSection.Rows => IndexRow.Length,
        IndexSection.CredentialRows or IndexSection.SourceRows or IndexSection.DeviceRows => sizeof(uint),
        IndexSection.Postings => sizeof(ushort),
        _ => 1,
    };
}
