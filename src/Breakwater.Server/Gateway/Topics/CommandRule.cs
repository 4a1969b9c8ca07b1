using System.Text;
using System.Text.Json;
using Breakwater.Contracts.Devices;
using Breakwater.Server.Devices.Presence;

namespace Breakwater.Server.Gateway.Topics;

/// <summary>A profile's line for commands that the device receives.</summary>
/// <param name="Command">The command's name; <c>*</c> takes every name.</param>
/// <param name="Payload">What is sent: text, or null for the command's own payload.</param>
/// <param name="CompletesOnDelivery">The firmware has no answer of its own; its PUBACK ends the command.</param>
internal sealed record CommandRule(string Command, TopicTemplate Topic, string? Payload, bool CompletesOnDelivery, CommandClass Class)
{
    /// <summary>What stands for every name.</summary>
    public const string AnyCommand = "*";

    public bool IsFor(string name) => Command == AnyCommand || Command == name;

    /// <summary>A command whose payload is a JSON string is sent as that text: firmware that takes <c>max</c> does not take <c>"max"</c>.</summary>
    public byte[] PayloadOf(CommandDelivery command)
    {
        if (Payload is not null)
        {
            return Encoding.UTF8.GetBytes(Payload);
        }

        if (command.Payload is null)
        {
            return [];
        }

        if (Command != AnyCommand && JsonElement.Parse(command.Payload) is { ValueKind: JsonValueKind.String } text)
        {
            return Encoding.UTF8.GetBytes(text.GetString()!);
        }

        return Encoding.UTF8.GetBytes(command.Payload);
    }
}
