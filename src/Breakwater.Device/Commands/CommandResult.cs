using System.Text.Json;

namespace Breakwater.Device.Commands;

/// <summary>What came of a command.</summary>
/// <param name="Succeeded"><c>done</c>, or <c>failed</c>.</param>
/// <param name="Result">Any JSON value for whoever posted the command.</param>
public readonly record struct CommandResult(bool Succeeded, JsonElement? Result)
{
    public static CommandResult Done { get; } = new(true, null);

    public static CommandResult DoneWith(JsonElement result) => new(true, result);

    /// <param name="reason">For whoever posted the command; no secrets.</param>
    public static CommandResult Failed(string reason)
    {
        using var document = JsonDocument.Parse($"\"{JsonEncodedText.Encode(reason)}\"");
        return new CommandResult(false, document.RootElement.Clone());
    }

    /// <summary><c>{"status":"done"|"failed","result":…}</c>; empty for a plain done.</summary>
    internal ReadOnlyMemory<byte> ToPayload()
    {
        if (Succeeded && Result is null)
        {
            return default;
        }

        var buffer = new System.Buffers.ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("status"u8, Succeeded ? "done"u8 : "failed"u8);
            if (Result is { } result)
            {
                json.WritePropertyName("result"u8);
                result.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
