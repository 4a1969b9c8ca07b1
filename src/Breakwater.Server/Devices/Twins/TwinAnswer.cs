using System.Text.Json;
using System.Text.Json.Serialization;
using Breakwater.Contracts.Devices;
using Breakwater.Server.Devices.Rules;

namespace Breakwater.Server.Devices.Twins;

/// <summary>A <see cref="Twin"/> on its way out, with both halves as they are stored.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record TwinAnswer([property: Id(0)] TwinSectionAnswer Desired, [property: Id(1)] TwinSectionAnswer Reported);

/// <summary>A <see cref="TwinSection"/> on its way out.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record TwinSectionAnswer([property: Id(0)] long Version, [property: Id(1)] DateTimeOffset? UpdatedAt, [property: Id(2)] RawJson State);

/// <summary>A <see cref="LiveTwin"/> on its way out.</summary>
internal sealed record LiveTwinAnswer(long Version, DateTimeOffset At, RawJson State);

/// <summary>As ContractsJson writes them.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TwinAnswer))]
[JsonSerializable(typeof(LiveTwinAnswer))]
internal sealed partial class TwinsJson : JsonSerializerContext;
