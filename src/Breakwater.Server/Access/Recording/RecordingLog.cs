using Breakwater.Server.Storage;

namespace Breakwater.Server.Access.Recording;

/// <summary>Events 3020–3029.</summary>
internal static partial class RecordingLog
{
    [LoggerMessage(3020, LogLevel.Error, "{Operation} was done and could not be entered into the ledger yet; it will be, as {Id}")]
    public static partial void OutcomeWaits(ILogger logger, Exception? exception, string operation, string id);

    [LoggerMessage(3021, LogLevel.Warning, "{Operation} of {At} was entered into the ledger late")]
    public static partial void EnteredLate(ILogger logger, string operation, LoggedTime at);

    [LoggerMessage(3022, LogLevel.Error, "What waits for the ledger could not be looked after; it will be tried again")]
    public static partial void KeepingFailed(ILogger logger, Exception exception);

    [LoggerMessage(3023, LogLevel.Error, "A refusal of the gateway could not be entered into the ledger, nor counted; it was a signal")]
    public static partial void RefusalLost(ILogger logger, Exception exception);
}
