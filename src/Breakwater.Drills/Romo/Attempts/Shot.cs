using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Publishing;

namespace Breakwater.Drills.Romo.Attempts;

/// <summary>One PUBLISH of an attacker.</summary>
internal readonly record struct Shot(string Topic, string Payload)
{
    public QualityOfService Qos { get; init; } = QualityOfService.AtLeastOnce;

    public bool Retain { get; init; }

    public PublishProperties Properties { get; init; }
}
