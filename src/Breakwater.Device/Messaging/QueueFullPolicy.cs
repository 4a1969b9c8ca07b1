namespace Breakwater.Device.Messaging;

/// <summary>What happens to a message when the queue is full.</summary>
public enum QueueFullPolicy
{
    /// <summary>The caller waits for room.</summary>
    Wait,

    /// <summary>The oldest message that was not sent yet makes room: the newest state matters.</summary>
    DropOldest,

    /// <summary>The new message is dropped.</summary>
    DropNewest,
}
