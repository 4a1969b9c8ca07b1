using System.Text.Json.Serialization;

namespace Breakwater.Server.Devices.Rules;

/// <summary>
/// JSON that was checked when it came in, and goes out as it is. An element of it would take up to twelve bytes a token, and writing that one again up to six bytes
/// for one.
/// </summary>
[JsonConverter(typeof(RawJsonConverter))]
[GenerateSerializer]
[Immutable]
internal readonly struct RawJson
{
    public RawJson(ReadOnlyMemory<byte> utf8) => Utf8 = utf8;

    public RawJson(string text) => Text = text;

    /// <summary>Where <see cref="Text"/> is null.</summary>
    [Id(0)]
    public ReadOnlyMemory<byte> Utf8 { get; }

    [Id(1)]
    public string? Text { get; }

    public static RawJson? Of(string? text) => text is null ? null : new RawJson(text);
}
