using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Tests.Ledger.Reach;

/// <summary>Entries of every kind among few subjects and devices, so that they meet again and again.</summary>
internal sealed class RandomEntries(int seed)
{
    private static readonly string[] Texts = ["", "é\"\\\n\u2028", "plain", "a longer text that is in no cache yet", "🤖"];

    private readonly Random random = new(seed);
    private readonly LedgerEntry<SubjectId>?[] sessions = new LedgerEntry<SubjectId>?[4];

    private long time = 1_800_000_000_000;

    public static SubjectId Subject(int number) => SubjectId.From(0x9E3779B97F4A7C15UL * (ulong)(number + 1));

    public static DeviceId Device(int number) =>
        DeviceId.Parse(string.Create(CultureInfo.InvariantCulture, $"{0x9E3779B97F4A7C15UL * (ulong)(number + 1):x16}{number:x16}"));

    public static byte[] ToBytes(LedgerEntry<SubjectId> entry)
    {
        var output = new ArrayBufferWriter<byte>();
        EntryJson.Write(output, entry);
        return output.WrittenSpan.ToArray();
    }

    public LedgerEntry<SubjectId>[] Next(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];

    /// <summary>Most go on with what somebody was at before.</summary>
    public LedgerEntry<SubjectId> Next()
    {
        ref var session = ref sessions[random.Next(sessions.Length)];
        var next = Any();
        if (session is null || random.Next(15) == 0)
        {
            session = next;
        }

        return random.Next(4) == 0 ? next : next with
        {
            Role = session.Role,
            Actor = session.Actor,
            Credential = session.Credential,
            Source = session.Source,
            Grant = session.Grant,
            Device = random.Next(3) == 0 ? next.Device : session.Device,
        };
    }

    private LedgerEntry<SubjectId> Any()
    {
        // Now and then the clock stands still, or is set back.
        time += random.Next(10) switch { 0 => 0, 1 => -random.Next(50), _ => random.Next(1, 100) };
        return new LedgerEntry<SubjectId>
        {
            Time = DateTimeOffset.FromUnixTimeMilliseconds(time),
            Type = random.Next(8) == 0 ? Any(Enum.GetValues<EntryType>()) : Any([EntryType.ApiRead, EntryType.ApiOther, EntryType.ApiCreate]),
            Operation = random.Next(20) == 0 ? Any(Texts) : $"operation:{random.Next(5)}",
            Refusal = random.Next(8) == 0 ? Any(Texts) : null,
            Role = random.Next(10) switch { 0 => "device", 1 => Any(Texts), < 5 => "service", _ => "owner" },
            Actor = Maybe(Subject(random.Next(6))),
            Credential = Maybe(Subject(10 + random.Next(8))),
            Source = Maybe(Subject(20 + random.Next(5))),
            WayIn = random.Next(2) == 0 ? Any(Texts) : null,
            Device = random.Next(4) != 0 ? Device(random.Next(12)) : null,
            Grant = random.Next(3) != 0 ? Any([.. Texts, "g1", "g2", "g3"]) : null,
            Case = random.Next(5) == 0 ? Any(Texts) : null,
            Status = random.Next(2) == 0 ? random.Next(200, 600) : null,
            BytesIn = random.Next(3) == 0 ? random.Next(1000) : 0,
            BytesOut = random.Next(3) == 0 ? random.NextInt64(1L << 40) : 0,
            Count = random.Next(5) == 0 ? random.Next(100) : 1,
            Start = random.Next(5) == 0 ? DateTimeOffset.FromUnixTimeMilliseconds(time - 5) : null,
            End = random.Next(5) == 0 ? DateTimeOffset.FromUnixTimeMilliseconds(time + 5) : null,
            Message = random.Next(5) == 0 ? new Message<SubjectId>(Subject(random.Next(6)), "AAAA") : null,

            // Somebody's pseudonym in another place makes no touch of it.
            Details = random.Next(5) == 0
                ? ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create(Any(Texts), Subject(random.Next(6)).ToString()), KeyValuePair.Create("uid", "x")])
                : ImmutableSortedDictionary<string, string>.Empty,
        };
    }

    private SubjectId? Maybe(SubjectId id) => random.Next(8) == 0 ? null : id;

    private T Any<T>(T[] values) => values[random.Next(values.Length)];
}
