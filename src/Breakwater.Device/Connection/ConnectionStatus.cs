using Microsoft.Extensions.Logging;

namespace Breakwater.Device.Connection;

/// <summary>Says where the device stands, and to whom it matters.</summary>
internal sealed class ConnectionStatus(string serial, ILogger logger)
{
    private readonly TaskCompletionSource connected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public event Action<ConnectionChange>? Changed;

    public ConnectionState Current { get; private set; }

    /// <summary>Completes with the first connection.</summary>
    public Task Connected => connected.Task;

    /// <summary>Only the device's one loop calls this.</summary>
    public void Set(ConnectionState state, ConnectionCause cause, string detail)
    {
        if (state == Current)
        {
            return;
        }

        var change = new ConnectionChange(Current, state, cause, detail);
        Current = state;
        logger.StateChanged(serial, change.Previous, state, cause, detail);
        try
        {
            Changed?.Invoke(change);
        }
        catch (Exception exception)
        {
            logger.StateHandlerFailed(exception, serial);
        }

        if (state == ConnectionState.Connected)
        {
            connected.TrySetResult();
        }
    }
}
