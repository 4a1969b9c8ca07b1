namespace Breakwater.Server.Rooms;

/// <summary>The server cannot start; the message is one line for people, with the mend.</summary>
public sealed class StartException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
