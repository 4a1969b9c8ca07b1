using System.Text.Json;
using System.Text.Json.Serialization;
using Breakwater.Drills.Control;
using Breakwater.Drills.Fleet;
using Breakwater.Drills.Fleet.Hosting;
using Breakwater.Drills.Romo.Drill;

namespace Breakwater.Drills;

/// <summary>How drills are written: snake case, no nulls, reflection-free.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FleetSpec))]
[JsonSerializable(typeof(FleetCommand))]
[JsonSerializable(typeof(FleetLine))]
[JsonSerializable(typeof(FleetProgress))]
[JsonSerializable(typeof(ControlBrokerSpec))]
[JsonSerializable(typeof(ControlBrokerLine))]
[JsonSerializable(typeof(RomoResult))]
[JsonSerializable(typeof(DrillProgress))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class DrillsJson : JsonSerializerContext;
