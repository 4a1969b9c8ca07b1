using Breakwater.Server.Rooms;

namespace Breakwater.Server.Storage;

/// <summary>Makes the data folder if it is not there, checks that it is ours alone, and holds it for this process.</summary>
internal sealed class DataFolderLock : IDisposable
{
    private const UnixFileMode OursAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly FileStream file;

    private DataFolderLock(FileStream file) => this.file = file;

    /// <exception cref="StartException">In use, not ours alone, or not writable.</exception>
    public static DataFolderLock Take(DataFolder folder)
    {
        try
        {
            Directory.CreateDirectory(folder.Path, OursAlone);
            var mode = File.GetUnixFileMode(folder.Path);
            if ((mode & Others) != 0)
            {
                throw new StartException(
                    ExitCodes.Permission,
                    $"The data folder {folder.Path} is open to other users (mode {Octal(mode)}); it holds keys. Run: chmod 700 '{folder.Path}'");
            }

            var file = new FileStream(folder.Lock, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            try
            {
                // Written and synced: a full disk is found here, in one line, and not in the middle of something.
                file.SetLength(0);
                file.Write("held\n"u8);
                file.Flush(flushToDisk: true);
                File.WriteAllText(folder.ProcessId, Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));
                return new DataFolderLock(file);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StartException(
                ExitCodes.Permission, $"The data folder {folder.Path} cannot be written by this user: {exception.Message}", exception);
        }
        catch (IOException exception) when (IsFull(exception))
        {
            throw new StartException(ExitCodes.Storage, $"The disk of {folder.Path} is full. Free some space and start again.", exception);
        }
        catch (IOException exception) when (File.Exists(folder.Lock))
        {
            throw new StartException(
                ExitCodes.DataFolderInUse, $"Another breakwater (process {Holder(folder)}) uses the data folder {folder.Path}. Stop it, or name another folder with --data.", exception);
        }
        catch (IOException exception)
        {
            throw new StartException(ExitCodes.Storage, $"The data folder {folder.Path} cannot be made: {exception.Message}", exception);
        }
    }

    /// <summary>ENOSPC or EDQUOT, as .NET reports them on Unix.</summary>
    public static bool IsFull(IOException exception) =>
        exception.HResult is 28 or 122 || (exception.HResult & 0xFFFF) is 28 or 122 or 112
        || exception.Message.Contains("No space left", StringComparison.OrdinalIgnoreCase);

    public void Dispose() => file.Dispose();

    private static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8);

    private static string Holder(DataFolder folder)
    {
        try
        {
            return File.ReadAllText(folder.ProcessId);
        }
        catch (IOException)
        {
            return "unknown";
        }
    }
}
