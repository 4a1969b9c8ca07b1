using System.Text.Json.Serialization;

namespace Breakwater.Drills.Romo.Drill;

/// <summary>What a drill has shown.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DrillVerdict>))]
public enum DrillVerdict
{
    /// <summary>The drill shows nothing: the attack did not work where nothing stops it, or the thief's tools did not work on his own robots.</summary>
    [JsonStringEnumMemberName("void")]
    Void,

    /// <summary>Not one foreign robot was reached, nothing went on after a revocation or a restart, and the same attack reached all of them on the open broker.</summary>
    [JsonStringEnumMemberName("contained")]
    Contained,

    /// <summary>At least one foreign robot was reached, or the thief got something by what had been taken away.</summary>
    [JsonStringEnumMemberName("breached")]
    Breached,
}
