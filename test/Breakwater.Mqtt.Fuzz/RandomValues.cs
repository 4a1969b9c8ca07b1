using System.Text;
using Breakwater.Mqtt.Properties;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Mqtt.Fuzz;

/// <summary>Random values of MQTT's types, biased to edges: empty, one, long, multi-byte.</summary>
public sealed class RandomValues(Random random)
{
    private static readonly Rune[] Runes = [.. "ab/$ é漢\uFEFF\U0001F600\uFFFF\u0001".EnumerateRunes()];
    private static readonly string[] Levels = ["", "a", "b", "telemetry", "$SYS", "é"];

    public bool Bool() => random.Next(2) == 0;

    public bool? OptionalBool() => Bool() ? Bool() : null;

    public ushort UInt16() => (ushort)(Bool() ? random.Next(3) : random.Next(ushort.MaxValue + 1));

    public ushort NonZeroUInt16() => Math.Max((ushort)1, UInt16());

    public uint UInt32() => Bool() ? (uint)random.Next(3) : (uint)random.NextInt64(uint.MaxValue + 1L);

    public uint? OptionalUInt32() => Bool() ? UInt32() : null;

    public uint SubscriptionIdentifier() => (uint)random.Next(1, 1 << random.Next(1, 28));

    public T OneOf<T>(params T[] choices) => choices[random.Next(choices.Length)];

    public QualityOfService Qos() => (QualityOfService)random.Next(3);

    public byte[] Bytes()
    {
        byte[] bytes = new byte[Length()];
        random.NextBytes(bytes);
        return bytes;
    }

    public byte[]? OptionalBytes() => Bool() ? Bytes() : null;

    public string Text()
    {
        StringBuilder text = new();
        for (int length = Length(); length > 0; length--)
        {
            text.Append(Runes[random.Next(Runes.Length)].ToString());
        }

        return text.ToString();
    }

    public string? OptionalText() => Bool() ? Text() : null;

    public string Topic()
    {
        string topic = string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => OneOf(Levels)));
        return topic.Length == 0 ? "t" : topic;
    }

    public string Filter()
    {
        string filter = string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Bool() ? "+" : OneOf(Levels)));
        return filter.Length == 0 ? "#" : Bool() ? filter + "/#" : filter;
    }

    public IReadOnlyList<UserProperty> UserProperties() =>
        [.. Enumerable.Range(0, Bool() ? 0 : random.Next(4)).Select(_ => new UserProperty(Text(), Text()))];

    public IEnumerable<T> Several<T>(Func<T> value) => Enumerable.Range(0, random.Next(1, 5)).Select(_ => value());

    private int Length() => random.Next(16) switch
    {
        < 4 => 0,
        < 15 => random.Next(12),
        _ => random.Next(700),
    };
}
