using System.Security.Cryptography;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Ledger.Reach.Indexes;

/// <summary>The bytes of an index file, before they are one.</summary>
internal sealed class SegmentIndexImage
{
    private readonly byte[][] parts;

    /// <param name="sections">In the order of <see cref="IndexSection"/>.</param>
    public SegmentIndexImage(long segment, int entries, long first, long last, int rows, byte[][] sections)
    {
        long offset = IndexFormat.HeaderLength;
        var ranges = new IndexRange[sections.Length];
        for (var i = 0; i < sections.Length; i++)
        {
            ranges[i] = new IndexRange(offset, sections[i].Length, SHA256.HashData(sections[i]));
            offset += sections[i].Length;
        }

        parts = [new IndexHeader(segment, entries, first, last, rows, ranges).ToBytes(), .. sections];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(part);
        }

        Digest = hash.GetHashAndReset();
        Length = offset + IndexFormat.DigestLength;
    }

    /// <summary>SHA-256 of everything before it: two files that end alike are alike.</summary>
    public byte[] Digest { get; }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    public void WriteTo(Stream stream)
    {
        foreach (var part in parts)
        {
            stream.Write(part);
        }

        stream.Write(Digest);
    }

    /// <summary>Writes the file whole or not at all, and returns when it is on disk.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Write(string path) => DurableFile.Write(path, WriteTo, DurableFile.OwnerOnly);
}
