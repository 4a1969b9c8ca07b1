using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Ledger.Entries;
using CsCheck;

namespace Breakwater.Server.Tests.Ledger.Entries;

public sealed class EntryJsonTests
{
    // Everything that a string may hold: other planes, controls, what JSON escapes, and half characters.
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String,
        Gen.OneOf(Gen.Char['\0', '\x7f'], Gen.Char).Array[0, 40].Select(c => new string(c)),
        Gen.Int[0, 0x10FFFF].Where(Rune.IsValid).Select(r => new Rune(r)).Array[0, 20].Select(r => string.Concat(r)),
        Gen.Const("\"\\/\b\f\n\r\t\u2028\u2029<>&'"));

    private static readonly Gen<SubjectId?> Subject = Gen.Select(Gen.Bool, Gen.ULong[1, ulong.MaxValue], (present, v) => present ? SubjectId.From(v) : (SubjectId?)null);

    private static readonly Gen<DeviceId> Device = Gen.Int.Select(_ => DeviceId.Create());

    private static readonly Gen<DateTimeOffset> Time = Gen.Long[0, 253_402_300_799_999].Select(DateTimeOffset.FromUnixTimeMilliseconds);

    private static readonly Gen<LedgerEntry<SubjectId>> Entry =
        from time in Time
        from type in Gen.Enum<EntryType>()
        from texts in Text.Array[7]
        from present in Gen.Bool.Array[10]
        from subjects in Subject.Array[5]
        from device in Device
        from numbers in Gen.Long[0, long.MaxValue].Array[3]
        from status in Gen.Int[100, 599]
        from start in Time
        from details in Gen.Select(Text, Text).Array[0, 4]
        select new LedgerEntry<SubjectId>
        {
            Time = time,
            Type = type,
            Operation = texts[0],
            Role = texts[1],
            Refusal = present[0] ? texts[2] : null,
            WayIn = present[1] ? texts[3] : null,
            Grant = present[2] ? texts[4] : null,
            Case = present[3] ? texts[5] : null,
            Actor = subjects[0],
            Credential = subjects[1],
            Source = subjects[2],
            About = subjects[4],
            Device = present[4] ? device : null,
            Status = present[5] ? status : null,
            BytesIn = numbers[0],
            BytesOut = numbers[1],
            Count = numbers[2],
            Start = present[6] ? start : null,
            End = present[7] ? time : null,
            Message = present[8] ? new Message<SubjectId>(SubjectId.From(7), texts[6]) : null,
            Details = details.DistinctBy(d => Whole(d.Item1)).ToImmutableSortedDictionary(d => d.Item1, d => d.Item2, StringComparer.Ordinal),
        };

    [Fact]
    public void WrittenAndRead_IsTheSame_AndValid() => Entry.Sample(
        entry =>
        {
            var bytes = TestEntries.Bytes(entry);
            Assert.Equal(bytes, TestEntries.Bytes(entry));
            Assert.True(System.Text.Unicode.Utf8.IsValid(bytes));
            Assert.DoesNotContain(bytes, b => b < 0x20);
            using (JsonDocument.Parse(bytes))
            {
                // It is one JSON value, and nothing behind it.
            }

            var read = EntryJson.Read(bytes);
            Assert.Equal(bytes, TestEntries.Bytes(read));
            Assert.Equal(entry.Details.Select(d => (Whole(d.Key), Whole(d.Value))).Order(), read.Details.Select(d => (d.Key, d.Value)).Order());
            Assert.Equal(
                entry with
                {
                    Details = read.Details, Operation = Whole(entry.Operation), Role = Whole(entry.Role), Refusal = Whole(entry.Refusal), WayIn = Whole(entry.WayIn),
                    Grant = Whole(entry.Grant), Case = Whole(entry.Case), Message = entry.Message is { } m ? m with { Text = Whole(m.Text) } : null,
                },
                read);
        },
        iter: 2_000);

    [Fact]
    public void Read_OfAnything_IsAnEntryOrAFormatException() => Gen.OneOf(
        Gen.Byte.Array[0, 200],
        Gen.Select(Entry, Gen.Double.Unit, Gen.Byte[1, 255]).Select((entry, place, mask) =>
        {
            var bytes = TestEntries.Bytes(entry);
            bytes[(int)(place * bytes.Length)] ^= mask;
            return bytes;
        }),
        Gen.Select(Entry, Gen.Double.Unit).Select((entry, place) => TestEntries.Bytes(entry) is var bytes ? bytes[..(int)(place * bytes.Length)] : [])).Sample(
        bytes =>
        {
            try
            {
                TestEntries.Bytes(EntryJson.Read(bytes));
            }
            catch (FormatException)
            {
                // That is the other thing it may do.
            }
        },
        iter: 5_000);

    [Fact]
    public void TimeStandsFirst_AsTheSegmentsHeaderReadsIt() => Entry.Sample(entry =>
        Breakwater.Server.Ledger.Log.EntryTime.Of(TestEntries.Bytes(entry)) == entry.Time.ToUnixTimeMilliseconds());

    /// <summary>Half a character has no UTF-8 form; it is written as U+FFFD.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    private static string? Whole(string? text) => text is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
