using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Devices.Live;

/// <summary>One live event, serialised once for all who watch.</summary>
/// <param name="Type">See <see cref="LiveEvents"/>.</param>
/// <param name="Json">On one line, as a server-sent event wants its data.</param>
/// <param name="Command">That it is about, if it is.</param>
internal sealed record LiveItem(string Type, ReadOnlyMemory<byte> Json, CommandChange? Command)
{
    public static LiveItem Of<T>(string type, T data, JsonTypeInfo<T> typeInfo, CommandChange? command = null)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(data, typeInfo);

        // Whoever sent a payload may have broken its lines; in JSON they break between tokens only, where a space says the same.
        json.AsSpan().Replace((byte)'\n', (byte)' ');
        json.AsSpan().Replace((byte)'\r', (byte)' ');
        return new LiveItem(type, json, command);
    }
}

/// <summary>How far a command has come.</summary>
internal readonly record struct CommandChange(CommandId Id, bool IsFinal);
