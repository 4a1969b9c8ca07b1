using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Storage;
using Microsoft.Win32.SafeHandles;

namespace Breakwater.Server.Ledger.Subjects;

/// <summary>
/// The keys of subjects, in slots of one file that is apart from the database and should be apart from its backups: what is overwritten here is forgotten in every
/// copy of the database and the ledger (crypto-shredding).
/// <code>
/// slot = key 32 bytes | tag 16 bytes: HMAC-SHA-256 of the identity under the look-up key, cut
/// </code>
/// Slot 0 is the look-up key. Tags are held in memory, some 40 bytes each, so that an identity finds its slot.
/// </summary>
internal sealed class SubjectKeys : IDisposable
{
    private const int TagLength = 16;

    private const int SlotLength = SubjectCipher.KeyLength + TagLength;

    private readonly Lock gate = new();
    private readonly Dictionary<UInt128, int> found = [];
    private readonly SafeFileHandle file;
    private readonly byte[] lookupKey;
    private int slots;

    private SubjectKeys(SafeFileHandle file, byte[] content, int firstFree)
    {
        this.file = file;

        // A slot that was not written whole was never used: its subject came after the sync.
        slots = content.Length / SlotLength;
        lookupKey = slots == 0 ? RandomNumberGenerator.GetBytes(SubjectCipher.KeyLength) : content[..SubjectCipher.KeyLength];
        if (!lookupKey.AsSpan().ContainsAnyExcept((byte)0))
        {
            throw new LedgerDamagedException("The look-up key of the ledger's subjects is gone. Restore subject-keys from a backup.");
        }

        for (var slot = 1; slot < slots; slot++)
        {
            var bytes = content.AsSpan(slot * SlotLength, SlotLength);
            if (bytes.ContainsAnyExcept((byte)0))
            {
                found[BinaryPrimitives.ReadUInt128LittleEndian(bytes[SubjectCipher.KeyLength..])] = slot;
            }
        }

        if (slots == 0)
        {
            Write(0, [.. lookupKey, .. new byte[TagLength]]);
        }

        slots = Math.Max(Math.Max(slots, 1), firstFree);
    }

    /// <summary>Opens the file, making it if it is not there.</summary>
    /// <param name="firstFree">The first slot that the database knows no subject of: keys that were restored from a backup may end before it.</param>
    /// <exception cref="LedgerDamagedException">The look-up key is gone.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="StoreUnavailableException">It cannot be written.</exception>
    public static SubjectKeys Open(string path, int firstFree)
    {
        var content = File.Exists(path) ? File.ReadAllBytes(path) : [];
        var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            File.SetUnixFileMode(file, DurableFile.OwnerOnly);
            var keys = new SubjectKeys(file, content, firstFree);
            DirectorySync.Flush(Path.GetDirectoryName(path)!);
            return keys;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The slot of the identity; null when it has none.</summary>
    public int? Find(string identity)
    {
        lock (gate)
        {
            return found.TryGetValue(TagOf(identity), out var slot) ? slot : null;
        }
    }

    /// <summary>The slot of the identity, made if it has none; then it is on disk when this returns.</summary>
    /// <param name="but">A slot that is somebody else's.</param>
    /// <exception cref="StoreUnavailableException">It could not be written.</exception>
    public int FindOrAdd(string identity, int? but = null)
    {
        lock (gate)
        {
            var tag = TagOf(identity);
            if (found.TryGetValue(tag, out var slot) && slot != but)
            {
                return slot;
            }

            var bytes = new byte[SlotLength];
            RandomNumberGenerator.Fill(bytes.AsSpan(0, SubjectCipher.KeyLength));
            BinaryPrimitives.WriteUInt128LittleEndian(bytes.AsSpan(SubjectCipher.KeyLength), tag);
            Write(slots, bytes);
            return found[tag] = slots++;
        }
    }

    /// <summary>Null: it was erased, or was never there.</summary>
    public byte[]? Read(int slot)
    {
        var key = new byte[SubjectCipher.KeyLength];
        return RandomAccess.Read(file, key, (long)slot * SlotLength) == key.Length && key.AsSpan().ContainsAnyExcept((byte)0) ? key : null;
    }

    /// <summary>Overwrites the slots; keys and tags are gone from the disk's file when this returns.</summary>
    /// <exception cref="StoreUnavailableException">They may not be.</exception>
    public void Erase(IReadOnlyCollection<int> erased)
    {
        lock (gate)
        {
            try
            {
                foreach (var slot in erased)
                {
                    RandomAccess.Write(file, new byte[SlotLength], (long)slot * SlotLength);
                }

                RandomAccess.FlushToDisk(file);
            }
            catch (IOException exception)
            {
                throw new StoreUnavailableException($"Keys of the ledger could not be erased: {exception.Message}", exception);
            }

            var gone = erased.ToHashSet();
            foreach (var (tag, slot) in found)
            {
                if (gone.Contains(slot))
                {
                    found.Remove(tag);
                }
            }
        }
    }

    public void Dispose() => file.Dispose();

    /// <summary>Under a key that is derived from the look-up key, so that it is kept, and lost, with it.</summary>
    public EntryReferences References() => EntryReferences.Under(lookupKey);

    private UInt128 TagOf(string identity) =>
        BinaryPrimitives.ReadUInt128LittleEndian(HMACSHA256.HashData(lookupKey, Encoding.UTF8.GetBytes(identity)));

    private void Write(int slot, byte[] bytes)
    {
        try
        {
            RandomAccess.Write(file, bytes, (long)slot * SlotLength);
            FileSync.FlushData(file);
        }
        catch (IOException exception)
        {
            throw new StoreUnavailableException($"A key of the ledger could not be written: {exception.Message}", exception);
        }
    }
}
