namespace Breakwater.Mqtt.Properties;

/// <summary>A name and a value that the protocol carries without a meaning of its own (MQTT 5.0 §3.1.2.11.8).</summary>
public readonly record struct UserProperty(string Name, string Value);
