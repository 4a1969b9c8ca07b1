using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Properties;

/// <summary>The section of the packets that carry nothing but a reason string and user properties: SUBACK, UNSUBACK, and UNSUBSCRIBE,
/// whose scope has no reason string.</summary>
internal static class ExplanationProperties
{
    // MQTT 5.0 §3.9.2.1, §3.10.2.1, §3.11.2.1
    public static ParseStatus Read(
        scoped ref FieldReader fields,
        PropertyScope scope,
        ParserLimits limits,
        out string? reasonString,
        out IReadOnlyList<UserProperty> userProperties)
    {
        reasonString = null;
        userProperties = [];
        if (!PropertyReader.TryOpen(ref fields, scope, limits, out PropertyReader properties))
        {
            return ParseStatus.Malformed;
        }

        while (properties.TryNext(out Property property))
        {
            reasonString = property.Id == PropertyId.ReasonString ? property.Text : reasonString;
        }

        if (properties.Status == ParseStatus.Ok)
        {
            userProperties = new UserPropertySequence(properties.Section, scope).ToList();
        }

        return properties.Status;
    }

    public static void Write(FieldWriter body, string? reasonString, IReadOnlyList<UserProperty> userProperties)
    {
        PropertyWriter properties = new();
        properties.Text(PropertyId.ReasonString, reasonString);
        properties.UserProperties(userProperties);
        properties.WriteTo(body);
    }
}
