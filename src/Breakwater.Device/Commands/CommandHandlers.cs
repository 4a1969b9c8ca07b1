using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Breakwater.Device.Commands;

/// <summary>Runs commands, each once, however often it is delivered (QoS 1), and says what came of it.</summary>
internal sealed class CommandHandlers(ILogger logger)
{
    /// <summary>
    /// Results kept to answer a command that is delivered again. The server has at most one queue of commands a device in flight; AWS IoT
    /// allows 100 unacknowledged messages a client (service quotas, "inbound unacknowledged QoS 1").
    /// </summary>
    private const int RememberedResults = 100;

    private readonly ConcurrentDictionary<string, Func<DeviceCommand, CancellationToken, ValueTask<CommandResult>>> handlers = new(1, 4);
    private readonly Dictionary<string, CommandResult> results = [];
    private readonly Queue<string> order = new();

    public void Add(string name, Func<DeviceCommand, CancellationToken, ValueTask<CommandResult>> handler) => handlers[name] = handler;

    /// <summary>Not to be called concurrently.</summary>
    public async ValueTask<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken)
    {
        if (results.TryGetValue(command.Id, out var known))
        {
            return known;
        }

        var result = await HandleAsync(command, cancellationToken);
        if (order.Count == RememberedResults)
        {
            results.Remove(order.Dequeue());
        }

        order.Enqueue(command.Id);
        results.Add(command.Id, result);
        return result;
    }

    private async ValueTask<CommandResult> HandleAsync(DeviceCommand command, CancellationToken cancellationToken)
    {
        if (!handlers.TryGetValue(command.Name, out var handler))
        {
            return CommandResult.Failed("This device has no such command.");
        }

        try
        {
            return await handler(command, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.CommandFailed(exception, command.Name, command.Id);
            return CommandResult.Failed("The command failed on the device.");
        }
    }
}
