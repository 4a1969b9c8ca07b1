using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Breakwater.Contracts.Ids;

/// <summary>The identity of one command: a UUID version 7 (RFC 9562 §5.7) as 32 hexadecimal digits, so that ids sort by time of posting.</summary>
[JsonConverter(typeof(CommandIdJsonConverter))]
public readonly record struct CommandId : IParsable<CommandId>
{
    private readonly Guid value;

    private CommandId(Guid value) => this.value = value;

    /// <summary>When it was made, since 1970.</summary>
    private long Milliseconds
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            value.TryWriteBytes(bytes, bigEndian: true, out _);
            return (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
        }
    }

    public static CommandId Create(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <summary>Makes an id that sorts after an earlier one, also within its millisecond, and when the clock was set back (RFC 9562 §6.2): of the millisecond after it then.</summary>
    public static CommandId CreateAfter(CommandId earlier, DateTimeOffset now) =>
        Create(DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(now.ToUnixTimeMilliseconds(), earlier.Milliseconds + 1)));

    public static CommandId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException("A command id is 32 lower-case hexadecimal digits.");

    public static bool TryParse([NotNullWhen(true)] string? s, out CommandId result) => TryParse(s, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CommandId result)
    {
        result = default;
        if (s is null || s.AsSpan().ContainsAnyInRange('A', 'F') || !Guid.TryParseExact(s, "N", out var parsed) || parsed == Guid.Empty)
        {
            return false;
        }

        result = new CommandId(parsed);
        return true;
    }

    /// <exception cref="InvalidOperationException">The id is <c>default</c>, which names no command.</exception>
    public override string ToString() => value == Guid.Empty
        ? throw new InvalidOperationException("default(CommandId) names no command.")
        : value.ToString("N");
}
