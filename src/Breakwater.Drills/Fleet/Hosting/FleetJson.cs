using System.Text.Json.Serialization;

namespace Breakwater.Drills.Fleet.Hosting;

/// <summary>How a fleet is written: snake case, no nulls, reflection-free.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FleetSpec))]
[JsonSerializable(typeof(FleetCommand))]
[JsonSerializable(typeof(FleetLine))]
[JsonSerializable(typeof(FleetProgress))]
public sealed partial class FleetJson : JsonSerializerContext;
