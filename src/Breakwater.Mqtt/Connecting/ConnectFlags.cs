using Breakwater.Mqtt.Protocol;

namespace Breakwater.Mqtt.Connecting;

/// <summary>The connect flags byte (MQTT 5.0 §3.1.2.3).</summary>
internal readonly struct ConnectFlags(byte value)
{
    public const byte CleanStartBit = 0x02;
    public const byte WillBit = 0x04;
    public const int WillQosShift = 3;
    public const byte WillRetainBit = 0x20;
    public const byte PasswordBit = 0x40;
    public const byte UserNameBit = 0x80;

    public bool CleanStart => (value & CleanStartBit) != 0;

    public bool Will => (value & WillBit) != 0;

    public QualityOfService WillQos => (QualityOfService)((value >> WillQosShift) & 3);

    public bool WillRetain => (value & WillRetainBit) != 0;

    public bool Password => (value & PasswordBit) != 0;

    public bool UserName => (value & UserNameBit) != 0;

    // [MQTT-3.1.2-3] the reserved bit; [MQTT-3.1.2-11] to [MQTT-3.1.2-15] the will's bits;
    // 3.1.1 [MQTT-3.1.2-22] no password without a user name, which 5.0 allows.
    public bool AreValid(MqttVersion version) =>
        (value & 1) == 0
        && WillQos <= QualityOfService.ExactlyOnce
        && (Will || (value & (WillRetainBit | (3 << WillQosShift))) == 0)
        && (version == MqttVersion.V500 || UserName || !Password);
}
