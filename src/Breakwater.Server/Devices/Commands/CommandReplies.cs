using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Devices.Commands;

/// <summary>What became of a posted command.</summary>
[GenerateSerializer]
internal enum CommandPosting
{
    Posted,

    /// <summary>The same idempotency key and request came before; the reply is that command.</summary>
    Repeated,

    /// <summary>The key came before with another request.</summary>
    KeyReused,

    QueueFull,

    /// <summary>The device is not active.</summary>
    Conflict,

    UnknownDevice,

    /// <summary>The request declares a laxer class than the device's topic profile; the reply's is the profile's.</summary>
    ClassTooLax,

    /// <summary>The permit does not allow the class of the command, which is the reply's.</summary>
    ClassNotGranted,
}

/// <param name="Class">Of the command, where the posting is about it.</param>
/// <param name="Earlier">The one that was posted with this key before. It may have a result, which whoever answers reads when there is room for it.</param>
[GenerateSerializer]
[Immutable]
internal sealed record CommandReply(
    [property: Id(0)] CommandPosting Posting, [property: Id(1)] CommandAnswer? Command, [property: Id(2)] CommandClass Class = CommandClass.Moves, [property: Id(3)] CommandId? Earlier = null);

/// <summary>A checked request for a command.</summary>
/// <param name="Class">That the request declares; null: what the device's topic profile says. The actor, which knows the model, decides it.</param>
[GenerateSerializer]
[Immutable]
internal sealed record CommandPost(
    [property: Id(0)] string Name,
    [property: Id(1)] string? Payload,
    [property: Id(2)] TimeSpan ExpiresIn,
    [property: Id(3)] string? IdempotencyKey,
    [property: Id(4)] string RequestHash,
    [property: Id(5)] CommandClass? Class);
