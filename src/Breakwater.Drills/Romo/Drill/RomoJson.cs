using System.Text.Json.Serialization;

namespace Breakwater.Drills.Romo.Drill;

/// <summary>How the drill is written: snake case, no nulls, reflection-free.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RomoResult))]
[JsonSerializable(typeof(DrillProgress))]
public sealed partial class RomoJson : JsonSerializerContext;
