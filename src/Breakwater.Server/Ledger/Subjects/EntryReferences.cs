using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Ledger.Subjects;

/// <summary>
/// What is told of an entry instead of its number, which counts what the whole fleet does: number and the reader's pseudonym as one block of AES-256. Without the
/// key a block cannot be guessed, two blocks say nothing of each other, and one that was made for another reader is nobody's.
/// </summary>
internal sealed class EntryReferences
{
    private const int BlockLength = 16;

    private readonly byte[] key;

    /// <summary>One a thread that is at it, since none may be used by two.</summary>
    private readonly ConcurrentBag<Aes> ciphers = [];

    private EntryReferences(byte[] key) => this.key = key;

    /// <param name="lookupKey">Slot 0 of the keys of subjects.</param>
    public static EntryReferences Under(byte[] lookupKey) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, lookupKey, SubjectCipher.KeyLength, info: "breakwater entry references"u8.ToArray()));

    /// <summary>Of a folder that no server has open. Null: there are no keys.</summary>
    public static EntryReferences? OfFile(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = File.OpenHandle(path, options: FileOptions.None, share: FileShare.ReadWrite);
        var lookupKey = new byte[SubjectCipher.KeyLength];
        return RandomAccess.Read(file, lookupKey, 0) == lookupKey.Length ? Under(lookupKey) : null;
    }

    /// <param name="entry">The number of an entry, or of where a list goes on.</param>
    public EntryReference Of(long entry, SubjectId reader)
    {
        Span<byte> block = stackalloc byte[BlockLength];
        BinaryPrimitives.WriteInt64BigEndian(block, entry);
        BinaryPrimitives.WriteUInt64BigEndian(block[sizeof(long)..], reader.Value);
        Span<byte> sealedBlock = stackalloc byte[BlockLength];
        var cipher = Take();
        cipher.EncryptEcb(block, sealedBlock, PaddingMode.None);
        ciphers.Add(cipher);
        return EntryReference.From(BinaryPrimitives.ReadUInt128BigEndian(sealedBlock));
    }

    /// <summary>The number; null when it was not made for this reader.</summary>
    public long? Open(EntryReference reference, SubjectId reader) => Open(reference) is var (entry, maker) && maker == reader ? entry : null;

    /// <summary>For whoever may see all numbers. Of what was never given out, anything comes.</summary>
    public (long Entry, SubjectId Reader) Open(EntryReference reference)
    {
        Span<byte> sealedBlock = stackalloc byte[BlockLength];
        BinaryPrimitives.WriteUInt128BigEndian(sealedBlock, reference.Value);
        Span<byte> block = stackalloc byte[BlockLength];
        var cipher = Take();
        cipher.DecryptEcb(sealedBlock, block, PaddingMode.None);
        ciphers.Add(cipher);
        return (BinaryPrimitives.ReadInt64BigEndian(block), SubjectId.From(BinaryPrimitives.ReadUInt64BigEndian(block[sizeof(long)..])));
    }

    /// <summary>One block is a permutation of 128 bits: no mode is needed, and none could add to it.</summary>
    private Aes Take()
    {
        if (!ciphers.TryTake(out var cipher))
        {
            cipher = Aes.Create();
            cipher.Key = key;
        }

        return cipher;
    }
}
