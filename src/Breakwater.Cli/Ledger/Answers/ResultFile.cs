using Breakwater.Cli.Terminal;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Ledger.Answers;

/// <summary>A file that a command makes: for its owner only, because it tells of persons, and never over another one, which may be evidence.</summary>
internal static class ResultFile
{
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public const UnixFileMode FolderMode = Mode | UnixFileMode.UserExecute;

    /// <exception cref="CommandException">It is there already, or cannot be made.</exception>
    public static FileStream Create(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            return new FileStream(full, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Mode });
        }
        catch (IOException) when (File.Exists(full))
        {
            throw new CommandException(ExitCodes.Usage, $"{full} exists already, and is not written over. Name another file with --to.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Usage, $"{full} cannot be made: {exception.Message}", exception);
        }
    }
}
