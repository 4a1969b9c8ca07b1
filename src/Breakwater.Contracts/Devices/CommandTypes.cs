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

/// <summary>
/// How much a command may do in the world, in order: the greater the stricter. <c>default</c> is <see cref="Moves"/>, because a command of which nothing is
/// known may move something.
/// </summary>
[JsonConverter(typeof(CommandClassJsonConverter))]
public enum CommandClass
{
    /// <summary>It moves nothing and changes nothing: a sound, a light, a question.</summary>
    [JsonStringEnumMemberName("harmless")]
    Harmless = -1,

    /// <summary>It moves something, or may.</summary>
    [JsonStringEnumMemberName("moves")]
    Moves = 0,

    /// <summary>Never without a person who is present; only a grant that says so allows it.</summary>
    [JsonStringEnumMemberName("presence")]
    Presence = 1,
}

/// <summary>Reads and writes CommandClass by its names only; public, so that other serializer contexts can use the type.</summary>
public sealed class CommandClassJsonConverter() : JsonStringEnumConverter<CommandClass>(namingPolicy: null, allowIntegerValues: false);

/// <summary>Asks a device to do something.</summary>
/// <param name="Name">1–64 of <c>a-z A-Z 0-9 - _ .</c>; the topic is <c>commands/{name}/{id}</c>.</param>
/// <param name="Payload">Any JSON value; null sends an empty payload.</param>
/// <param name="ExpiresInSeconds">1 to 604,800 (7 days); default 60.</param>
/// <param name="Class">A stricter class than the device's topic profile gives the command; null: the profile's.</param>
public sealed record CommandRequest(string Name, JsonElement? Payload = null, int? ExpiresInSeconds = null, CommandClass? Class = null);

/// <summary>A command and how far it has come.</summary>
/// <param name="Result">What the device answered, when it answered JSON.</param>
/// <param name="Class">As it was decided when the command was sent.</param>
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
    JsonElement? Result,
    CommandClass Class);

/// <summary>What a device publishes to <c>commands/{name}/{id}/ack</c>. An empty payload means done.</summary>
/// <param name="Status"><c>done</c> or <c>failed</c>.</param>
public sealed record CommandAcknowledgement(string Status, JsonElement? Result = null);
