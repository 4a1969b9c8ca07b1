namespace Breakwater.Mqtt.Parsing;

/// <summary>What a parser found. Anything but <see cref="Ok"/> closes the connection (MQTT 5.0 §4.13).</summary>
public enum ParseStatus
{
    Ok,

    /// <summary>The bytes cannot be read as this packet: reason code 0x81.</summary>
    Malformed,

    /// <summary>Readable, but with data the protocol does not allow: reason code 0x82.</summary>
    ProtocolError,

    /// <summary>MQTT, in a version other than 3.1.1 and 5.0: reason code 0x84.</summary>
    UnsupportedProtocolVersion,

    /// <summary>The protocol name is not one of MQTT's: close without an answer (MQTT 5.0 §3.1.2.1).</summary>
    UnacceptableProtocol,

    /// <summary>Well formed, with more entries than <see cref="ParserLimits"/> allows: reason code 0x97.</summary>
    LimitExceeded,
}
