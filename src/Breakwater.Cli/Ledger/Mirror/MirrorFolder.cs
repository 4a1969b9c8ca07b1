using System.Text;
using Breakwater.Cli.Ledger.Trust;
using Breakwater.Cli.Terminal;
using Breakwater.Server.Rooms;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Tiles;
using Breakwater.Transparency.Tree;

namespace Breakwater.Cli.Ledger.Mirror;

/// <summary>A copy of the log in a folder, laid out as C2SP tlog-tiles says, so that any web server can publish it and any client verify it.</summary>
internal sealed class MirrorFolder : IDisposable
{
    private readonly FileStream claim;

    private MirrorFolder(string path, FileStream claim) => (Path, this.claim) = (path, claim);

    public string Path { get; }

    public string Keys => System.IO.Path.Combine(Path, "keys.pub");

    /// <summary>A signed checkpoint that contradicts what is mirrored here: with the folder's own it is the proof.</summary>
    public string Refused => System.IO.Path.Combine(Path, "checkpoint.refused");

    private string CheckpointFile => System.IO.Path.Combine(Path, "checkpoint");

    /// <exception cref="CommandException">It cannot be made, or another mirroring works in it.</exception>
    public static MirrorFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
            var claim = new FileStream(System.IO.Path.Combine(full, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new MirrorFolder(full, claim);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Usage, $"{full} cannot be written, or another 'ledger mirror' works in it: {exception.Message}", exception);
        }
    }

    /// <summary>Null: nothing is mirrored here yet.</summary>
    /// <exception cref="CommandException">It is no checkpoint.</exception>
    public SignedCheckpoint? ReadCheckpoint() => File.Exists(CheckpointFile) ? KeptCheckpoint.Read(CheckpointFile) : null;

    public void WriteCheckpoint(SignedCheckpoint checkpoint) => Write(CheckpointFile, Encoding.UTF8.GetBytes(checkpoint.ToString()));

    public void WriteRefused(SignedCheckpoint checkpoint) => Write(Refused, Encoding.UTF8.GetBytes(checkpoint.ToString()));

    public void WriteKeys(IEnumerable<NoteVerifier> keys) => Write(Keys, Encoding.UTF8.GetBytes(string.Concat(keys.Select(k => $"{k}\n"))));

    /// <summary>The hashes of a tile; null when the folder does not have it whole.</summary>
    public TreeHash[]? ReadHashes(TileAddress tile)
    {
        var path = FileOf(tile);
        if (!File.Exists(path) || File.ReadAllBytes(path) is not { } bytes || bytes.Length != tile.Width * TreeHash.Size)
        {
            return null;
        }

        return [.. bytes.Chunk(TreeHash.Size).Select(b => new TreeHash(b))];
    }

    public void WriteTile(TileAddress tile, ReadOnlySpan<byte> content) => Write(FileOf(tile), content);

    /// <summary>Removes partial tiles in whose place there is the full one.</summary>
    public void RemovePartials(TileAddress full)
    {
        if (Directory.Exists($"{FileOf(full)}.p"))
        {
            Directory.Delete($"{FileOf(full)}.p", recursive: true);
        }
    }

    /// <summary>Removes a partial tile that a wider one replaces.</summary>
    public void Remove(TileAddress tile)
    {
        if (File.Exists(FileOf(tile)))
        {
            File.Delete(FileOf(tile));
        }
    }

    public void Dispose() => claim.Dispose();

    private string FileOf(TileAddress tile) => System.IO.Path.Combine(Path, tile.Path);

    /// <summary>Whole or not at all, and on disk: a mirror is what is left when the other disk is gone.</summary>
    private static void Write(string path, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var temporary = $"{path}.new";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
