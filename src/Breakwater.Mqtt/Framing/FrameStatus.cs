namespace Breakwater.Mqtt.Framing;

public enum FrameStatus
{
    /// <summary>More bytes are needed; nothing was consumed.</summary>
    Incomplete,

    /// <summary>One frame was read and the buffer stands behind it.</summary>
    Complete,

    /// <summary>No continuation of these bytes is a packet.</summary>
    Malformed,

    /// <summary>The announced size exceeds the limit; decided before the body arrives.</summary>
    TooLarge,
}
