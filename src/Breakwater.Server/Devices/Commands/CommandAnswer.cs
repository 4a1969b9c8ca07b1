using System.Text.Json;
using System.Text.Json.Serialization;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Devices.Rules;

namespace Breakwater.Server.Devices.Commands;

/// <summary>A <see cref="Command"/> on its way out, with its payload and result as they were stored.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record CommandAnswer(
    [property: Id(0)] CommandId Id,
    [property: Id(1)] string Name,
    [property: Id(2)] RawJson? Payload,
    [property: Id(3)] CommandState State,
    [property: Id(4)] DateTimeOffset CreatedAt,
    [property: Id(5)] DateTimeOffset ExpiresAt,
    [property: Id(6)] DateTimeOffset? SentAt,
    [property: Id(7)] DateTimeOffset? DeliveredAt,
    [property: Id(8)] DateTimeOffset? CompletedAt,
    [property: Id(9)] RawJson? Result,
    [property: Id(10)] CommandClass Class);

/// <summary>As ContractsJson writes them.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CommandAnswer))]
[JsonSerializable(typeof(Page<CommandAnswer>))]
[JsonSerializable(typeof(RawJson))]
internal sealed partial class CommandsJson : JsonSerializerContext;
