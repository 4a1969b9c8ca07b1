using System.Text.Json;
using System.Text.Json.Serialization;
using Breakwater.Contracts.Ids;

namespace Breakwater.Contracts.Devices;

/// <summary>How far a command has come. From <see cref="Acknowledged"/> on they are final.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CommandState>))]
public enum CommandState
{
    /// <summary>On disk; waits for the device to connect and subscribe.</summary>
    [JsonStringEnumMemberName("queued")]
    Queued,

    /// <summary>Written to the device's connection.</summary>
    [JsonStringEnumMemberName("sent")]
    Sent,

    /// <summary>The device's MQTT client confirmed its receipt (PUBACK).</summary>
    [JsonStringEnumMemberName("delivered")]
    Delivered,

    /// <summary>The device answered that it did it.</summary>
    [JsonStringEnumMemberName("acknowledged")]
    Acknowledged,

    /// <summary>The device answered that it could not.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Its time ran out before the device answered.</summary>
    [JsonStringEnumMemberName("expired")]
    Expired,

    /// <summary>Not sent: what it was ordered under (credential, grant, person) had been taken away when its turn came.</summary>
    [JsonStringEnumMemberName("withdrawn")]
    Withdrawn,
}

/// <summary>Asks a device to do something.</summary>
/// <param name="Name">1–64 of <c>a-z A-Z 0-9 - _ .</c>; the topic is <c>commands/{name}/{id}</c>.</param>
/// <param name="Payload">Any JSON value; null sends an empty payload.</param>
/// <param name="ExpiresInSeconds">1 to 604,800 (7 days); default 60.</param>
public sealed record CommandRequest(string Name, JsonElement? Payload = null, int? ExpiresInSeconds = null);

/// <summary>A command and how far it has come.</summary>
/// <param name="Result">What the device answered, when it answered JSON.</param>
public sealed record Command(
    CommandId Id,
    string Name,
    JsonElement? Payload,
    CommandState State,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? SentAt,
    DateTimeOffset? DeliveredAt,
    DateTimeOffset? CompletedAt,
    JsonElement? Result);

/// <summary>What a device publishes to <c>commands/{name}/{id}/ack</c>. An empty payload means done.</summary>
/// <param name="Status"><c>done</c> or <c>failed</c>.</param>
public sealed record CommandAcknowledgement(string Status, JsonElement? Result = null);
