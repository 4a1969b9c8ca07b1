using System.Text;
using Breakwater.Contracts.Ids;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Gate;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Devices.Actor;
using Breakwater.Server.Devices.Presence;
using Breakwater.Server.Gateway.Outbound;

namespace Breakwater.Server.Gateway.Connections;

/// <summary>
/// The connection as the device's grain sees it: turns what the cloud wants to say into messages on the topics of the device's profile, and tells the grain what became
/// of its commands.
/// </summary>
internal sealed class DeviceLink : IDeviceConnection
{
    private readonly MqttConnection connection;
    private readonly ILogger logger;

    public DeviceLink(MqttConnection connection, ErrandGate errands, ILogger logger)
    {
        this.connection = connection;
        this.logger = logger;
        connection.Deliveries.Errands = errands;
        connection.Outbound.Failed = exception => GatewayLog.ConnectionFailed(logger, exception, connection.Principal.Id.ToString());
        connection.Deliveries.Sent = delivery => Report(delivery.Command, (permit, id) => connection.Grain.CommandSentAsync(permit, id));
        connection.Deliveries.Withdrawn = delivery => Withdraw(delivery.Command);
        connection.Deliveries.Undecided = exception => GatewayLog.CommandUndecided(logger, exception, connection.Principal.Id.ToString());
    }

    public Task SendDesiredAsync(DesiredState desired)
    {
        if (connection.Profile.Desired is { } topic)
        {
            connection.DeliverState(topic, Encoding.UTF8.GetBytes($"{{\"version\":{desired.Version},\"state\":{desired.State}}}"));
        }

        return Task.CompletedTask;
    }

    public Task SendCommandAsync(CommandDelivery command)
    {
        if (connection.Profile.TopicOf(command, connection.Bindings) is not var (rule, topic))
        {
            GatewayLog.CommandWithoutTopic(logger, command.Name, connection.Profile.Name, connection.Principal.Id.ToString());
        }
        else if (command.Errand is null)
        {
            Withdraw(command.Id);
        }
        else if (connection.GrantedFor(topic) is { } granted)
        {
            connection.Deliveries.TryAdd(new Delivery(
                topic, rule.PayloadOf(command), granted, command.ExpiresAt, command.Again, command.Id, rule.CompletesOnDelivery, command.Errand));
        }

        return Task.CompletedTask;
    }

    public Task CloseAsync(CloseReason reason)
    {
        connection.RequestClose(reason switch
        {
            CloseReason.TakenOver => ReasonCode.SessionTakenOver,
            _ => ReasonCode.AdministrativeAction,
        });
        return Task.CompletedTask;
    }

    private void Withdraw(CommandId? command) => Report(command, (permit, id) => connection.Grain.CommandWithdrawnAsync(permit, id));

    private void Report(CommandId? command, Func<Permit, CommandId, Task> tell)
    {
        if (command is { } id)
        {
            _ = ReportAsync(id, tell);
        }
    }

    /// <summary>Nobody waits for it; what fails is told, and said again at the next change.</summary>
    private async Task ReportAsync(CommandId command, Func<Permit, CommandId, Task> tell)
    {
        try
        {
            await tell(connection.Permit(DeviceAction.ReceiveCommands), command);
        }
        catch (Exception exception)
        {
            DeviceLog.StateNotWritten(logger, exception, connection.Principal.Id.ToString());
        }
    }
}
