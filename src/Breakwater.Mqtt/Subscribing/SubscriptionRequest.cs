using Breakwater.Mqtt.Protocol;
using Breakwater.Mqtt.Topics;

namespace Breakwater.Mqtt.Subscribing;

/// <summary>One line of a SUBSCRIBE (MQTT 5.0 §3.8.3). In 3.1.1 only the filter and the quality of service exist.</summary>
/// <param name="Filter">Valid by <see cref="TopicFilter.IsValid"/>; in 5.0 perhaps a shared one (<see
/// cref="TopicFilter.IsShared"/>).</param>
/// <param name="QualityOfService">The most the client wants.</param>
/// <param name="NoLocal">Do not send the client its own messages.</param>
/// <param name="RetainAsPublished">Keep the retain flag as the publisher set it.</param>
/// <param name="RetainHandling">When to send retained messages.</param>
public readonly record struct SubscriptionRequest(
    string Filter,
    QualityOfService QualityOfService,
    bool NoLocal = false,
    bool RetainAsPublished = false,
    RetainHandling RetainHandling = RetainHandling.SendAlways);
