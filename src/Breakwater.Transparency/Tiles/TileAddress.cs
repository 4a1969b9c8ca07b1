namespace Breakwater.Transparency.Tiles;

/// <summary>Names one tile of hashes or one bundle of entries of a log (C2SP tlog-tiles, Merkle Tree and Log entries).</summary>
/// <remarks>Only addresses that some log of less than 2^63 entries has can be made.</remarks>
public readonly record struct TileAddress
{
    /// <summary>Hashes of a full tile, entries of a full bundle.</summary>
    public const int FullWidth = 256;

    /// <summary>The highest level that a path may name.</summary>
    public const int MaxLevel = 63;

    internal const int HeightBits = 8;
    private const int EntriesLevel = -1;

    // Kept off by one, so that the default value is a tile that exists.
    private readonly byte _missing;
    private readonly sbyte _level;

    private TileAddress(int level, long index, int width)
    {
        _level = (sbyte)level;
        Index = index;
        _missing = (byte)(FullWidth - width);
    }

    /// <summary>Level of a tile of hashes: each stands for 256^level entries. 0 for a bundle of entries, which lies beside
    /// level 0.</summary>
    public int Level => Math.Max(0, (int)_level);

    /// <summary>Whether this names a bundle of entries instead of a tile of hashes.</summary>
    public bool IsEntries => _level == EntriesLevel;

    /// <summary>Number of the tile within its level.</summary>
    public long Index { get; }

    /// <summary>Hashes or entries in it, 1 to 256.</summary>
    public int Width => FullWidth - _missing;

    public bool IsFull => _missing == 0;

    /// <summary>The same tile once it is full.</summary>
    public TileAddress Full => new(_level, Index, FullWidth);

    /// <summary>First entry that the full tile covers.</summary>
    public long StartIndex => TileSpan.StartOf(Level, Index);

    /// <summary>The entry after the last one that the full tile covers, as the specification defines it whatever the width; 2^63 - 1
    /// if it would be beyond.</summary>
    public long EndIndex => TileSpan.EndOf(Level, Index);

    /// <summary>Where the tile lies below the log's prefix, as in <c>tile/0/x001/x234/067.p/17</c> or <c>tile/entries/000</c>.</summary>
    public string Path => TilePath.Format(this);

    /// <exception cref="ArgumentOutOfRangeException">No log has such a tile.</exception>
    public static TileAddress Hashes(int level, long index, int width = FullWidth)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        return TryCreate(level, index, width, out var address)
            ? address
            : throw new ArgumentOutOfRangeException(nameof(index), "No log has such a tile.");
    }

    /// <exception cref="ArgumentOutOfRangeException">No log has such a bundle.</exception>
    public static TileAddress Entries(long index, int width = FullWidth) =>
        TryCreate(EntriesLevel, index, width, out var address)
            ? address
            : throw new ArgumentOutOfRangeException(nameof(index), "No log has such a bundle.");

    /// <summary>The tile that holds the <paramref name="position"/>th hash of a level, as wide as a log of <paramref name="size"/>
    /// entries has it.</summary>
    /// <returns>False if that log has no such hash.</returns>
    public static bool TryLocate(int level, long position, long size, out TileAddress address)
    {
        var count = level is >= 0 and <= MaxLevel ? TileSpan.HashesAt(level, size) : 0;
        if (position < 0 || position >= count)
        {
            address = default;
            return false;
        }

        var index = position >> HeightBits;
        return TryCreate(level, index, (int)Math.Min(FullWidth, count - (index << HeightBits)), out address);
    }

    /// <summary>Reads the one spelling that <see cref="Path"/> writes.</summary>
    public static bool TryParse(ReadOnlySpan<char> path, out TileAddress address) => TilePath.TryParse(path, out address);

    public override string ToString() => Path;

    internal static bool TryCreateEntries(long index, int width, out TileAddress address) =>
        TryCreate(EntriesLevel, index, width, out address);

    internal static bool TryCreate(int level, long index, int width, out TileAddress address)
    {
        if (level > MaxLevel || width is < 1 or > FullWidth || !TileSpan.Exists(Math.Max(0, level), index))
        {
            address = default;
            return false;
        }

        address = new TileAddress(level, index, width);
        return true;
    }
}
