namespace Breakwater.Transparency.Tiles;

/// <summary>Which entries a tile covers: those from n × 256^(l+1) up to (n+1) × 256^(l+1) (C2SP tlog-tiles, Merkle Tree).</summary>
internal static class TileSpan
{
    private const int LongBits = 63;

    /// <summary>Whether the tile covers an entry below 2^63 - 1.</summary>
    public static bool Exists(int level, long index) =>
        index == 0 || (index > 0 && ShiftOf(level) < LongBits && index <= long.MaxValue >> ShiftOf(level));

    public static long StartOf(int level, long index) => index == 0 ? 0 : index << ShiftOf(level);

    public static long EndOf(int level, long index) => ShiftOf(level) < LongBits && index < long.MaxValue >> ShiftOf(level)
        ? (index + 1) << ShiftOf(level)
        : long.MaxValue;

    /// <summary>Complete hashes that a level has in a log of that size.</summary>
    public static long HashesAt(int level, long size) =>
        size > 0 && level * TileAddress.HeightBits < LongBits ? size >> (level * TileAddress.HeightBits) : 0;

    private static int ShiftOf(int level) => (level + 1) * TileAddress.HeightBits;
}
