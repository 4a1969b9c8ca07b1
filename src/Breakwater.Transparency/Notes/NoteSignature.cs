using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Breakwater.Transparency.Encodings;

namespace Breakwater.Transparency.Notes;

/// <summary>One signature line of a note: whose key it claims, and the signature.</summary>
public sealed class NoteSignature
{
    /// <summary>Bytes of the longest signature that is read; the longest assigned ones, post-quantum, have nearly 5 KB.</summary>
    public const int MaxBytes = 8192;

    private const string Dash = "\u2014 ";
    private const int KeyIdBytes = sizeof(uint);

    private NoteSignature(string name, uint keyId, ReadOnlyMemory<byte> bytes)
    {
        Name = name;
        KeyId = keyId;
        Bytes = bytes;
    }

    /// <summary>Name of the key.</summary>
    public string Name { get; }

    /// <summary>Id of the key, which with the name picks the key; it proves nothing.</summary>
    public uint KeyId { get; }

    /// <summary>What the key made, without the id.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Reads a line without its newline (signed-note, Format).</summary>
    public static bool TryParse(ReadOnlySpan<char> line, [NotNullWhen(true)] out NoteSignature? signature)
    {
        signature = null;
        if (!line.StartsWith(Dash, StringComparison.Ordinal))
        {
            return false;
        }

        line = line[Dash.Length..];
        var space = line.IndexOf(' ');
        if (space < 0
            || !NoteName.IsValid(line[..space])
            || !CanonicalBase64.TryDecode(line[(space + 1)..], KeyIdBytes + MaxBytes, out var data)
            || data.Length <= KeyIdBytes)
        {
            return false;
        }

        signature = new NoteSignature(line[..space].ToString(), BinaryPrimitives.ReadUInt32BigEndian(data), data.AsMemory(KeyIdBytes));
        return true;
    }

    /// <summary>The line without its newline.</summary>
    public override string ToString()
    {
        var data = new byte[KeyIdBytes + Bytes.Length];
        BinaryPrimitives.WriteUInt32BigEndian(data, KeyId);
        Bytes.CopyTo(data.AsMemory(KeyIdBytes));
        return $"{Dash}{Name} {Convert.ToBase64String(data)}";
    }

    internal static NoteSignature Of(NoteVerifier key, ReadOnlyMemory<byte> bytes) => new(key.Name, key.KeyId, bytes);
}
