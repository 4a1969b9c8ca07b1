using System.Security.Cryptography;

namespace Breakwater.Server.Storage.Blobs;

/// <summary>Content-addressed files: the name is the SHA-256 of the content, so the same map sent twice is kept once and a damaged one is noticed.</summary>
[OnlyFor("Devices/Maps", "Ledger", "Hosting")]
public sealed class BlobStore(DataFolder folder)
{
    /// <summary>Bytes that are read at once.</summary>
    private const int Piece = 16 * 1024;

    /// <summary>Keeps the content and returns its SHA-256 in lower-case hexadecimal; it is on disk when this returns.</summary>
    /// <exception cref="StoreUnavailableException">The disk is full or the folder is gone.</exception>
    public async Task<string> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var name = NameOf(content.Span);
        var path = PathOf(name);
        if (File.Exists(path))
        {
            return name;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var partial = $"{path}.{Guid.NewGuid():N}.partial";
            await using (var file = new FileStream(partial, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                Options = FileOptions.Asynchronous,
                PreallocationSize = content.Length,
            }))
            {
                await file.WriteAsync(content, cancellationToken);
                await file.FlushAsync(cancellationToken);
                RandomAccess.FlushToDisk(file.SafeFileHandle);
            }

            File.Move(partial, path, overwrite: true);
            DirectorySync.Flush(Path.GetDirectoryName(path)!);
            return name;
        }
        catch (IOException exception)
        {
            throw new StoreUnavailableException($"A blob could not be written: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// The content from its beginning. It has been read through once and is what its name says; no more of it than a piece is ever in memory. The caller disposes of it, and
    /// whoever removes the blob meanwhile takes nothing from him.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The blob is missing or damaged.</exception>
    public async Task<Stream> OpenAsync(string name, CancellationToken cancellationToken)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, Piece, FileOptions.Asynchronous | FileOptions.SequentialScan);
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)) != name)
            {
                throw new StoreUnavailableException($"Blob {name} is damaged.");
            }

            file.Position = 0;
            var verified = file;
            file = null;
            return verified;
        }
        catch (IOException exception)
        {
            throw new StoreUnavailableException($"Blob {name} cannot be read: {exception.Message}", exception);
        }
        finally
        {
            if (file is not null)
            {
                await file.DisposeAsync();
            }
        }
    }

    public static string NameOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public void Remove(string name) => File.Delete(PathOf(name));

    /// <summary>Where a blob lies.</summary>
    internal string PathOf(string name) => Path.Combine(folder.Blobs, name[..2], name);
}
