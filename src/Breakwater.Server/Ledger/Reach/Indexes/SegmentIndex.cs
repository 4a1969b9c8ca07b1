using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Breakwater.Server.Ledger.Reach.Indexes;

/// <summary>
/// An index file, open for reading. Its header and names are held against their SHA-256 on opening; of the rest only so much is read as a question needs,
/// and every number that leads to another place is checked before it is followed. Not for several threads at once.
/// </summary>
internal sealed class SegmentIndex : IDisposable
{
    private const int CheckBlock = 1 << 16;

    /// <summary>Bytes of a section that is kept in memory.</summary>
    private const int LargestLoaded = 1 << 22;

    private static readonly string[] SectionNames = Enum.GetNames<IndexSection>();

    private readonly SafeFileHandle file;
    private readonly byte[]?[] loaded = new byte[]?[IndexFormat.Sections];
    private IndexNames? names;

    private SegmentIndex(string path, SafeFileHandle file)
    {
        (Path, this.file) = (path, file);
        Header = ReadHeader();
        Grants = new GrantTexts(this);
    }

    public string Path { get; }

    public IndexHeader Header { get; }

    public GrantTexts Grants { get; }

    /// <summary>Read when first asked for: most questions find nothing in most segments.</summary>
    public IndexNames Names => names ??= ReadNames();

    /// <exception cref="DamagedIndexException">It is no index, or not of that segment.</exception>
    /// <exception cref="IOException">It cannot be opened or read.</exception>
    public static SegmentIndex Open(string path, long segment)
    {
        // Shared without limits: files are immutable, and a lock would be one more call for each of them.
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.RandomAccess);
        try
        {
            var index = new SegmentIndex(path, file);
            return index.Header.Segment == segment ? index : throw index.Damaged("header", $"it is that of segment {index.Header.Segment}");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads every byte of the file.</summary>
    /// <exception cref="DamagedIndexException">A section does not have the SHA-256 that the header names, or the whole not that of the trailer.</exception>
    public void Check()
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Check(whole, 0, IndexFormat.HeaderLength);
        for (var i = 0; i < IndexFormat.Sections; i++)
        {
            var (offset, length, digest) = Header.Sections[i];
            if (!Check(whole, offset, length).AsSpan().SequenceEqual(digest))
            {
                throw Damaged((IndexSection)i, "it does not have the SHA-256 that the header names");
            }
        }

        if (!whole.GetHashAndReset().AsSpan().SequenceEqual(ReadDigest()))
        {
            throw Damaged("trailer", "it is not the SHA-256 of what comes before it");
        }
    }

    /// <summary>The SHA-256 at the end: that of <see cref="SegmentIndexImage.Digest"/> when the file has the bytes of that image.</summary>
    public byte[] ReadDigest()
    {
        var last = Header.Sections[^1];
        var digest = new byte[IndexFormat.DigestLength];
        ReadAt(last.Offset + last.Length, digest, "trailer");
        return digest;
    }

    /// <summary>Reads a section at once, if it is not too long, because much of it will be wanted.</summary>
    public void Load(IndexSection section)
    {
        var range = Header[section];
        if (loaded[(int)section] is null && range.Length is > 0 and <= LargestLoaded)
        {
            var bytes = ArrayPool<byte>.Shared.Rent((int)range.Length);
            loaded[(int)section] = bytes;
            ReadAt(range.Offset, bytes.AsSpan(0, (int)range.Length), NameOf(section));
        }
    }

    /// <param name="offset">Bytes from the beginning of the section.</param>
    /// <exception cref="DamagedIndexException">It would lead out of the section.</exception>
    public void Read(IndexSection section, long offset, Span<byte> target)
    {
        var range = Header[section];
        if (offset < 0 || offset > range.Length - target.Length)
        {
            throw Damaged(section, "something leads out of it");
        }

        if (loaded[(int)section] is { } bytes)
        {
            bytes.AsSpan((int)offset, target.Length).CopyTo(target);
        }
        else
        {
            ReadAt(range.Offset + offset, target, NameOf(section));
        }
    }

    public DamagedIndexException Damaged(IndexSection section, string reason) => Damaged(NameOf(section), reason);

    public void Dispose()
    {
        file.Dispose();
        for (var i = 0; i < loaded.Length; i++)
        {
            if (loaded[i] is { } bytes)
            {
                loaded[i] = null;
                ArrayPool<byte>.Shared.Return(bytes);
            }
        }
    }

    private static string NameOf(IndexSection section) => SectionNames[(int)section];

    private DamagedIndexException Damaged(string section, string reason) => new(Path, section, reason);

    private IndexHeader ReadHeader()
    {
        Span<byte> bytes = stackalloc byte[IndexFormat.HeaderLength];
        var length = RandomAccess.GetLength(file);
        if (length < bytes.Length)
        {
            throw Damaged("length", $"the file has {length} bytes, less than a header");
        }

        ReadAt(0, bytes, "header");
        return IndexHeader.Parse(bytes, length, Path);
    }

    private IndexNames ReadNames()
    {
        var range = Header[IndexSection.Names];
        var bytes = new byte[range.Length];
        Read(IndexSection.Names, 0, bytes);
        return SHA256.HashData(bytes).AsSpan().SequenceEqual(range.Digest) && IndexNames.Parse(bytes) is { } parsed
            ? parsed
            : throw Damaged(IndexSection.Names, "it does not have the SHA-256 that the header names");
    }

    private void ReadAt(long offset, Span<byte> target, string section)
    {
        while (target.Length > 0)
        {
            var read = RandomAccess.Read(file, target, offset);
            if (read == 0)
            {
                throw Damaged(section, "the file ends in it");
            }

            target = target[read..];
            offset += read;
        }
    }

    private byte[] Check(IncrementalHash whole, long offset, long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(CheckBlock);
        try
        {
            for (var end = offset + length; offset < end;)
            {
                var block = buffer.AsSpan(0, (int)Math.Min(CheckBlock, end - offset));
                ReadAt(offset, block, "trailer");
                hash.AppendData(block);
                whole.AppendData(block);
                offset += block.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return hash.GetHashAndReset();
    }
}
