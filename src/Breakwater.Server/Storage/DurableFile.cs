using System.Text;

namespace Breakwater.Server.Storage;

/// <summary>Writes a file whole or not at all: a temporary file, fsync, rename, fsync of the folder.</summary>
internal static class DurableFile
{
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public const UnixFileMode Public = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public const UnixFileMode PrivateFolder = OwnerOnly | UnixFileMode.UserExecute;

    public static void Write(string path, string text, UnixFileMode mode) =>
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)), mode);

    public static void Write(string path, Action<Stream> content, UnixFileMode mode)
    {
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var stream = new FileStream(
            temporary,
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }))
        {
            content(stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
    }
}
