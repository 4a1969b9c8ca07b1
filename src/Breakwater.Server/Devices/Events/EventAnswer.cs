using System.Text.Json;
using System.Text.Json.Serialization;
using Breakwater.Contracts.Devices;
using Breakwater.Server.Devices.Rules;

namespace Breakwater.Server.Devices.Events;

/// <summary>A <see cref="DeviceEvent"/> on its way out, with its payload as it was stored.</summary>
internal sealed record EventAnswer(long Id, string Name, DateTimeOffset At, RawJson? Value, ReadOnlyMemory<byte>? Base64);

/// <summary>As ContractsJson writes them.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EventAnswer))]
[JsonSerializable(typeof(Page<EventAnswer>))]
internal sealed partial class EventsJson : JsonSerializerContext;
