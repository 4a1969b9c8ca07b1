using Breakwater.Contracts.Devices;

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
}

[GenerateSerializer]
[Immutable]
internal sealed record CommandReply([property: Id(0)] CommandPosting Posting, [property: Id(1)] Command? Command);

/// <summary>A checked request for a command.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record CommandPost(
    [property: Id(0)] string Name,
    [property: Id(1)] string? Payload,
    [property: Id(2)] TimeSpan ExpiresIn,
    [property: Id(3)] string? IdempotencyKey,
    [property: Id(4)] string RequestHash);
