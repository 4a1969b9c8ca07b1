using Breakwater.Cli.Terminal;
using Breakwater.Server.Rooms;
using Breakwater.Transparency.Checkpoints;

namespace Breakwater.Cli.Ledger.Trust;

/// <summary>A checkpoint that was kept: beside a copy of the log, or elsewhere.</summary>
internal static class KeptCheckpoint
{
    /// <exception cref="CommandException">It cannot be read, or is no checkpoint.</exception>
    public static SignedCheckpoint Read(string path)
    {
        try
        {
            return SignedCheckpoint.TryParse(File.ReadAllBytes(path), out var checkpoint)
                ? checkpoint
                : throw new CommandException(ExitCodes.Usage, $"{path} is no checkpoint (a C2SP signed note: origin, size, root, signatures)");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Usage, $"{path} cannot be read: {exception.Message}", exception);
        }
    }
}
