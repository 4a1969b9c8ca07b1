using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Breakwater.Transparency;

/// <summary>A hash of a Merkle tree: of an entry, of two hashes, or of the empty tree (RFC 9162 §2.1.1, SHA-256).</summary>
public readonly struct TreeHash : IEquatable<TreeHash>
{
    /// <summary>Bytes of a hash.</summary>
    public const int Size = 32;

    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;
    private const int StackLimit = 1024;

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

    /// <summary>Root of the tree without entries: SHA-256 of nothing.</summary>
    public static TreeHash Empty { get; } = new(SHA256.HashData([]));

    /// <summary>Hash of an entry. Takes no memory for entries up to 64 KB once the thread has hashed one of that size.</summary>
    public static TreeHash OfLeaf(ReadOnlySpan<byte> entry)
    {
        var length = entry.Length + 1;
        var rented = length > StackLimit ? ArrayPool<byte>.Shared.Rent(length) : null;
        var data = rented is null ? stackalloc byte[StackLimit] : rented;
        data[0] = LeafPrefix;
        entry.CopyTo(data[1..]);
        var hash = Digest(data[..length]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return hash;
    }

    public static TreeHash OfNode(in TreeHash left, in TreeHash right)
    {
        Span<byte> data = stackalloc byte[1 + (2 * Size)];
        data[0] = NodePrefix;
        left.CopyTo(data[1..]);
        right.CopyTo(data[(1 + Size)..]);
        return Digest(data);
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

    private static TreeHash Digest(ReadOnlySpan<byte> data)
    {
        Span<byte> digest = stackalloc byte[Size];
        SHA256.HashData(data, digest);
        return new TreeHash(digest);
    }
}
