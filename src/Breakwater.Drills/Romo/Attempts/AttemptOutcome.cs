using System.Text.Json.Serialization;

namespace Breakwater.Drills.Romo.Attempts;

/// <summary>How an attempt ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AttemptOutcome>))]
public enum AttemptOutcome
{
    /// <summary>Every part of it was refused, with a code or by closing.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>Some part was taken, as a device may speak within its own tree; no other robot was seen or moved by it.</summary>
    [JsonStringEnumMemberName("without_effect")]
    WithoutEffect,

    /// <summary>Another robot was seen or moved.</summary>
    [JsonStringEnumMemberName("reached")]
    Reached,
}
