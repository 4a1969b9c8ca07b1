using System.Security.Cryptography;
using Breakwater.Server.Storage;
using Microsoft.Win32.SafeHandles;

namespace Breakwater.Server.Ledger.Subjects;

/// <summary>
/// The keys of subjects, 32 bytes each, in slots of one file that is apart from the database and should be apart from its backups: what is overwritten here is
/// forgotten in every copy of the database and the ledger (crypto-shredding). Slot 0 is the look-up key.
/// </summary>
internal sealed class SubjectKeys : IDisposable
{
    private readonly Lock gate = new();
    private readonly SafeFileHandle file;
    private int slots;

    private SubjectKeys(SafeFileHandle file, int slots)
    {
        this.file = file;
        this.slots = slots;
    }

    /// <summary>Opens the file, making it if it is not there.</summary>
    /// <exception cref="LedgerDamagedException">It ends within a key that was once complete.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static SubjectKeys Open(string path)
    {
        var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        File.SetUnixFileMode(file, DurableFile.OwnerOnly);

        // A key that was not written whole was never used: its subject came after the sync.
        var slots = (int)(RandomAccess.GetLength(file) / SubjectCipher.KeyLength);
        var keys = new SubjectKeys(file, slots);
        if (slots == 0)
        {
            keys.Add();
            DirectorySync.Flush(Path.GetDirectoryName(path)!);
        }

        return keys;
    }

    /// <summary>Makes a key; it is on disk when its slot is returned.</summary>
    /// <exception cref="StoreUnavailableException">It could not be written.</exception>
    public int Add()
    {
        lock (gate)
        {
            try
            {
                RandomAccess.Write(file, RandomNumberGenerator.GetBytes(SubjectCipher.KeyLength), (long)slots * SubjectCipher.KeyLength);
                FileSync.FlushData(file);
                return slots++;
            }
            catch (IOException exception)
            {
                throw new StoreUnavailableException($"A key of the ledger could not be written: {exception.Message}", exception);
            }
        }
    }

    /// <summary>Null: it was erased, or was never there.</summary>
    public byte[]? Read(int slot)
    {
        var key = new byte[SubjectCipher.KeyLength];
        return RandomAccess.Read(file, key, (long)slot * SubjectCipher.KeyLength) == key.Length && key.AsSpan().ContainsAnyExcept((byte)0) ? key : null;
    }

    /// <summary>Overwrites the keys; they are gone from the disk's file when this returns.</summary>
    public void Erase(IEnumerable<int> erased)
    {
        lock (gate)
        {
            foreach (var slot in erased)
            {
                RandomAccess.Write(file, new byte[SubjectCipher.KeyLength], (long)slot * SubjectCipher.KeyLength);
            }

            RandomAccess.FlushToDisk(file);
        }
    }

    public void Dispose() => file.Dispose();
}
