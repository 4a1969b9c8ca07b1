using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using Breakwater.Transparency.Encodings;

namespace Breakwater.Transparency.Tree;

/// <summary>A hash of a Merkle tree: of an entry, of two hashes, or of the empty tree (RFC 9162 §2.1.1, SHA-256).</summary>
public readonly struct TreeHash : IEquatable<TreeHash>
{
    /// <summary>Bytes of a hash.</summary>
    public const int Size = 32;

    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;

    /// <summary>A hash object kept is a fifth faster than a new one for each hash, and takes entries without copying them.</summary>
    [ThreadStatic]
    private static IncrementalHash? s_sha256;

    private readonly Vector256<byte> _bytes;

    /// <exception cref="ArgumentException"><paramref name="bytes"/> are not <see cref="Size"/> many.</exception>
    public TreeHash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException("A tree hash has 32 bytes.", nameof(bytes));
        }

        _bytes = Vector256.Create(bytes);
    }

    private static IncrementalHash Sha256 => s_sha256 ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Root of the tree without entries: SHA-256 of nothing.</summary>
    public static TreeHash Empty { get; } = new(SHA256.HashData([]));

    /// <summary>Hash of an entry. Takes no memory, however long the entry.</summary>
    public static TreeHash OfLeaf(ReadOnlySpan<byte> entry)
    {
        var sha256 = Sha256;
        sha256.AppendData([LeafPrefix]);
        sha256.AppendData(entry);
        return Finish(sha256);
    }

    public static TreeHash OfNode(in TreeHash left, in TreeHash right)
    {
        Span<byte> data = stackalloc byte[1 + (2 * Size)];
        data[0] = NodePrefix;
        left.CopyTo(data[1..]);
        right.CopyTo(data[(1 + Size)..]);
        var sha256 = Sha256;
        sha256.AppendData(data);
        return Finish(sha256);
    }

    /// <summary>Reads the 44 characters of base64 that <see cref="ToString"/> writes, and no other spelling.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TreeHash hash)
    {
        Span<byte> bytes = stackalloc byte[Size + 1];
        if (!CanonicalBase64.TryDecode(text, bytes, out var written) || written != Size)
        {
            hash = default;
            return false;
        }

        hash = new TreeHash(bytes[..Size]);
        return true;
    }

    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than <see cref="Size"/>.</exception>
    public void CopyTo(Span<byte> destination)
    {
        if (destination.Length < Size)
        {
            throw new ArgumentException("A tree hash has 32 bytes.", nameof(destination));
        }

        _bytes.CopyTo(destination);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    public bool Equals(TreeHash other) => _bytes == other._bytes;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is TreeHash other && Equals(other);

    /// <summary>Hash tables may be filled with hashes that an attacker chose, so all bytes count.</summary>
    public override int GetHashCode()
    {
        HashCode code = default;
        code.AddBytes(MemoryMarshal.AsBytes(new ReadOnlySpan<Vector256<byte>>(in _bytes)));
        return code.ToHashCode();
    }

    /// <summary>Base64.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Convert.ToBase64String(bytes);
    }

    public static bool operator ==(TreeHash left, TreeHash right) => left.Equals(right);

    public static bool operator !=(TreeHash left, TreeHash right) => !left.Equals(right);

    private static TreeHash Finish(IncrementalHash sha256)
    {
        Span<byte> digest = stackalloc byte[Size];
        _ = sha256.GetHashAndReset(digest);
        return new TreeHash(digest);
    }
}
