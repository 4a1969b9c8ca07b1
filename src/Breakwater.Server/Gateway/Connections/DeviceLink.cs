using System.Text;
using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Topics;
using Breakwater.Server.Devices.Presence;
using Breakwater.Server.Gateway.Outbound;

namespace Breakwater.Server.Gateway.Connections;

/// <summary>The connection as the device's grain sees it: turns what the cloud wants to say into messages on the topics of the device's profile.</summary>
internal sealed class DeviceLink(MqttConnection connection, ILogger logger) : IDeviceConnection
{
    public Task SendDesiredAsync(DesiredState desired)
    {
        if (connection.Profile.Desired is { } topic)
        {
            Deliver(topic, Encoding.UTF8.GetBytes($"{{\"version\":{desired.Version},\"state\":{desired.State}}}"));
        }

        return Task.CompletedTask;
    }

    public Task SendCommandAsync(CommandDelivery command)
    {
        if (connection.Profile.TopicOf(command, connection.Bindings) is not var (rule, topic))
        {
            GatewayLog.CommandWithoutTopic(logger, command.Name, connection.Profile.Name, connection.Principal.Id.ToString());
            return Task.CompletedTask;
        }

        if (GrantedFor(topic) is { } granted)
        {
            connection.Deliveries.TryAdd(new Delivery(
                topic, rule.PayloadOf(command), granted, command.ExpiresAt, command.Again, command.Id, rule.CompletesOnDelivery));
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

    /// <summary>Sends to the device if it subscribed to the topic.</summary>
    public void Deliver(string topic, byte[] payload)
    {
        if (GrantedFor(topic) is { } granted)
        {
            connection.Deliveries.TryAdd(new Delivery(topic, payload, granted, null, Again: false, null, CompletesCommand: false));
        }
    }

    /// <summary>The highest quality of service that a matching subscription was granted (MQTT 5.0 §3.3.4); null: none matches.</summary>
    private QualityOfService? GrantedFor(string topic)
    {
        QualityOfService? granted = null;
        lock (connection.Subscriptions)
        {
            foreach (var (filter, quality) in connection.Subscriptions)
            {
                if (TopicFilter.Matches(filter, topic) && (granted is null || quality > granted))
                {
                    granted = quality;
                }
            }
        }

        return granted;
    }
}
