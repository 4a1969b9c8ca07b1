namespace Breakwater.Mqtt.Parsing;

/// <summary>Bounds on the lists a packet may carry; what has a length prefix is bounded by the protocol and by the packet size.</summary>
public sealed record ParserLimits
{
    public static ParserLimits Default { get; } = new();

    /// <summary>Topic filters in one SUBSCRIBE or UNSUBSCRIBE. Default 8, as AWS IoT Core allows.</summary>
    public int MaximumFilters { get; init; } = 8;

    /// <summary>User properties in one property section. Default 20, as Alibaba Cloud IoT Platform allows.</summary>
    public int MaximumUserProperties { get; init; } = 20;
}
