namespace Breakwater.Mqtt.Protocol;

/// <summary>The protocol level a CONNECT carries (MQTT 3.1.1 §3.1.2.2, MQTT 5.0 §3.1.2.2).</summary>
public enum MqttVersion : byte
{
    V311 = 4,
    V500 = 5,
}
