using System.Text.Json.Serialization;

namespace Breakwater.Contracts.Ids;

/// <summary>Who may speak to a fleet backend.</summary>
[Flags]
[JsonConverter(typeof(JsonStringEnumConverter<PrincipalKind>))]
public enum PrincipalKind
{
    None = 0,

    /// <summary>Nobody is verified yet; only enrolment, the CA bundle and health accept this.</summary>
    [JsonStringEnumMemberName("anonymous")]
    Anonymous = 1,

    [JsonStringEnumMemberName("device")]
    Device = 2,

    [JsonStringEnumMemberName("owner")]
    Owner = 4,

    [JsonStringEnumMemberName("operator")]
    Operator = 8,

    [JsonStringEnumMemberName("service")]
    Service = 16,

    [JsonStringEnumMemberName("researcher")]
    Researcher = 32,
}
