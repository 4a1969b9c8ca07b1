namespace Breakwater.Mqtt.Subscribing;

/// <summary>Whether retained messages are sent when a subscription is made (MQTT 5.0 §3.8.3.1).</summary>
public enum RetainHandling : byte
{
    SendAlways = 0,
    SendIfNew = 1,
    DoNotSend = 2,
}
