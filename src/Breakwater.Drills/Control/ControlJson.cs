using System.Text.Json.Serialization;

namespace Breakwater.Drills.Control;

/// <summary>How the control backend and its drill talk: snake case, no nulls, reflection-free.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ControlBrokerSpec))]
[JsonSerializable(typeof(ControlBrokerLine))]
internal sealed partial class ControlJson : JsonSerializerContext;
