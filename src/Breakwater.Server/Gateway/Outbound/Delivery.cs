using Breakwater.Contracts.Ids;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Errands;

namespace Breakwater.Server.Gateway.Outbound;

/// <summary>A message for the device.</summary>
/// <param name="Command">The command that it is; null for the desired state and answers.</param>
/// <param name="IsState">Only the newest on its topic matters: it takes the place of one that waits.</param>
/// <param name="Errand">Under what it was ordered, decided when it is written; null: it is the device's own, and nobody ordered it.</param>
internal sealed record Delivery(
    string Topic,
    byte[] Payload,
    QualityOfService QualityOfService,
    DateTimeOffset? ExpiresAt = null,
    bool Again = false,
    CommandId? Command = null,
    bool CompletesCommand = false,
    Errand? Errand = null,
    bool IsState = false);
