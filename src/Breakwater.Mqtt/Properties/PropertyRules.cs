namespace Breakwater.Mqtt.Properties;

/// <summary>Type and place of every property (MQTT 5.0 §2.2.2.2, table 2-4).</summary>
internal static class PropertyRules
{
    private static readonly Rule[] Rules = Create();

    public static PropertyKind KindOf(int id) => id < Rules.Length ? Rules[id].Kind : PropertyKind.Unknown;

    public static bool IsAllowed(int id, PropertyScope scope) => id < Rules.Length && (Rules[id].Scopes & scope) != 0;

    /// <summary>§2.2.2.2: only User Property repeats, and in PUBLISH the Subscription Identifier (§3.3.2.3.8).</summary>
    public static bool MayRepeat(PropertyId id, PropertyScope scope) =>
        id == PropertyId.UserProperty || (id == PropertyId.SubscriptionIdentifier && scope == PropertyScope.Publish);

    private static Rule[] Create()
    {
        Rule[] rules = new Rule[(int)PropertyId.SharedSubscriptionAvailable + 1];
        Add(PropertyId.PayloadFormatIndicator, PropertyKind.Flag, PropertyScope.Message);
        Add(PropertyId.MessageExpiryInterval, PropertyKind.UInt32, PropertyScope.Message);
        Add(PropertyId.ContentType, PropertyKind.Text, PropertyScope.Message);
        Add(PropertyId.ResponseTopic, PropertyKind.TopicName, PropertyScope.Message);
        Add(PropertyId.CorrelationData, PropertyKind.Binary, PropertyScope.Message);
        Add(PropertyId.SubscriptionIdentifier, PropertyKind.NonZeroVariableByteInteger, PropertyScope.Publish | PropertyScope.Subscribe);
        Add(
            PropertyId.SessionExpiryInterval,
            PropertyKind.UInt32,
            PropertyScope.Connect | PropertyScope.ConnAck | PropertyScope.Disconnect);
        Add(PropertyId.AssignedClientIdentifier, PropertyKind.Text, PropertyScope.ConnAck);
        Add(PropertyId.ServerKeepAlive, PropertyKind.UInt16, PropertyScope.ConnAck);
        Add(PropertyId.AuthenticationMethod, PropertyKind.Text, PropertyScope.Connect | PropertyScope.ConnAck | PropertyScope.Auth);
        Add(PropertyId.AuthenticationData, PropertyKind.Binary, PropertyScope.Connect | PropertyScope.ConnAck | PropertyScope.Auth);
        Add(PropertyId.RequestProblemInformation, PropertyKind.Flag, PropertyScope.Connect);
        Add(PropertyId.WillDelayInterval, PropertyKind.UInt32, PropertyScope.Will);
        Add(PropertyId.RequestResponseInformation, PropertyKind.Flag, PropertyScope.Connect);
        Add(PropertyId.ResponseInformation, PropertyKind.Text, PropertyScope.ConnAck);
        Add(PropertyId.ServerReference, PropertyKind.Text, PropertyScope.ConnAck | PropertyScope.Disconnect);
        Add(PropertyId.ReasonString, PropertyKind.Text, PropertyScope.Explained);
        Add(PropertyId.ReceiveMaximum, PropertyKind.NonZeroUInt16, PropertyScope.Connect | PropertyScope.ConnAck);
        Add(PropertyId.TopicAliasMaximum, PropertyKind.UInt16, PropertyScope.Connect | PropertyScope.ConnAck);
        Add(PropertyId.TopicAlias, PropertyKind.NonZeroUInt16, PropertyScope.Publish);
        Add(PropertyId.MaximumQoS, PropertyKind.Flag, PropertyScope.ConnAck);
        Add(PropertyId.RetainAvailable, PropertyKind.Flag, PropertyScope.ConnAck);
        Add(PropertyId.UserProperty, PropertyKind.TextPair, PropertyScope.Everywhere);
        Add(PropertyId.MaximumPacketSize, PropertyKind.NonZeroUInt32, PropertyScope.Connect | PropertyScope.ConnAck);
        Add(PropertyId.WildcardSubscriptionAvailable, PropertyKind.Flag, PropertyScope.ConnAck);
        Add(PropertyId.SubscriptionIdentifierAvailable, PropertyKind.Flag, PropertyScope.ConnAck);
        Add(PropertyId.SharedSubscriptionAvailable, PropertyKind.Flag, PropertyScope.ConnAck);
        return rules;

        void Add(PropertyId id, PropertyKind kind, PropertyScope scopes) => rules[(int)id] = new Rule(kind, scopes);
    }

    private readonly record struct Rule(PropertyKind Kind, PropertyScope Scopes);
}
