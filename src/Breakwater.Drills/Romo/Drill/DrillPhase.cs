using System.Text.Json.Serialization;

namespace Breakwater.Drills.Romo.Drill;

/// <summary>What a drill is doing.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DrillPhase>))]
public enum DrillPhase
{
    [JsonStringEnumMemberName("starting_server")]
    StartingServer,

    /// <summary>Robots are imported, enrolled and connected.</summary>
    [JsonStringEnumMemberName("raising_fleet")]
    RaisingFleet,

    /// <summary>The thief gets what he works with, and shows that his tools work on what is his.</summary>
    [JsonStringEnumMemberName("stealing")]
    Stealing,

    [JsonStringEnumMemberName("attacking")]
    Attacking,

    /// <summary>What was stolen is taken away, and the thief goes on.</summary>
    [JsonStringEnumMemberName("revoking")]
    Revoking,

    /// <summary>The fleet falls silent until everything that it said is acknowledged.</summary>
    [JsonStringEnumMemberName("settling")]
    Settling,

    /// <summary>The same robots move to the open broker.</summary>
    [JsonStringEnumMemberName("raising_control")]
    RaisingControl,

    [JsonStringEnumMemberName("attacking_control")]
    AttackingControl,

    /// <summary>The server is started anew between two halves of an attack.</summary>
    [JsonStringEnumMemberName("restarting")]
    Restarting,

    [JsonStringEnumMemberName("cleaning_up")]
    CleaningUp,

    [JsonStringEnumMemberName("done")]
    Done,
}
