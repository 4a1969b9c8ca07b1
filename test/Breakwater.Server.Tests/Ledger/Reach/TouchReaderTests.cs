using System.Text;
using Breakwater.Bench.Ledger;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Reach.Touches;
using CsCheck;

namespace Breakwater.Server.Tests.Ledger.Reach;

public sealed class TouchReaderTests
{
    private const string Entry =
        """{"time":1,"type_uid":600302,"status_id":1,"actor":{"user":{"type":"owner"}},"api":{"operation":"o"},"device":{"uid":"0123456789abcdef0123456789abcdef"}}""";

    private readonly TouchReader reader = new();

    [Fact]
    public void Read_AnyEntry_AgreesWithEntryJson() =>
        Gen.Int.Sample(seed => AssertAgrees(RandomEntries.ToBytes(new RandomEntries(seed).Next())), iter: 3000, threads: 1);

    [Fact]
    public void Read_AnyDamagedEntry_AgreesWhereEntryJsonReadsIt_AndThrowsOnlyFormatException() =>
        Gen.Select(Gen.Int, Gen.Select(Gen.Int[0, 10_000], Gen.Byte, Gen.Int[0, 3]).Array[1, 3]).Sample(
            (seed, changes) =>
            {
                var bytes = RandomEntries.ToBytes(new RandomEntries(seed).Next()).ToList();
                foreach (var (place, value, kind) in changes)
                {
                    Change(bytes, place % bytes.Count, value, kind);
                }

                AssertAgrees([.. bytes]);
            },
            iter: 10_000,
            threads: 1);

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("not json")]
    [InlineData("""{"time":1}""")]
    [InlineData("\uFEFF{}")]
    public void Read_WhatIsNoEntry_ThrowsFormatException(string text) => Assert.Throws<FormatException>(() => reader.Read(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("\"time\":1,", "")]
    [InlineData("\"time\":1,", "\"time\":1.5,")]
    [InlineData("\"time\":1,", "\"time\":9223372036854775807,")]
    [InlineData("\"time\":1,", "\"time\":\"1\",")]
    [InlineData("\"type_uid\":600302,", "")]
    [InlineData("\"type_uid\":600302,", "\"type_uid\":6003020000000,")]
    [InlineData("\"status_id\":1,", "")]
    [InlineData("\"type\":\"owner\"", "")]
    [InlineData("\"type\":\"owner\"", "\"type\":null")]
    [InlineData("\"type\":\"owner\"", "\"type\":\"owner\",\"uid\":\"0000000000000000\"")]
    [InlineData("\"type\":\"owner\"", "\"type\":\"owner\",\"uid\":\"123\"")]
    [InlineData("\"operation\":\"o\"", "")]
    [InlineData("\"operation\":\"o\"", "\"operation\":\"\\ud800\"")]
    [InlineData("0123456789abcdef0", "0123456789ABCDEF0")]
    [InlineData("0123456789abcdef0123456789abcdef", "00000000000000000000000000000000")]
    [InlineData("0123456789abcdef0", "")]
    [InlineData("\"device\":", "\"resources\":")]
    [InlineData("\"device\":", "\"authorizations\":[],\"device\":")]
    [InlineData("}}", "}}}")]
    [InlineData("}}", "}} {}")]
    [InlineData("\"uid\":\"0123456789abcdef0123456789abcdef\"", "")]
    public void Read_EntryWithSomethingWrong_ThrowsFormatException(string part, string instead)
    {
        var at = Entry.LastIndexOf(part, StringComparison.Ordinal);
        var text = string.Concat(Entry.AsSpan(0, at), instead, Entry.AsSpan(at + part.Length));
        Assert.True(reader.Read(Encoding.UTF8.GetBytes(Entry)));
        Assert.Throws<FormatException>(() => reader.Read(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Read_EscapedIdsAndNames_AreRead()
    {
        var text = Entry.Replace("\"uid\":\"0", "\"u\\u0069d\":\"\\u0030", StringComparison.Ordinal).Replace("\"o\"", "\"\\u006f\"", StringComparison.Ordinal);
        Assert.True(reader.Read(Encoding.UTF8.GetBytes(text)));
        Assert.Equal("o", reader.Operation);
        Assert.Equal("0123456789abcdef0123456789abcdef", DeviceBits.ToDevice(reader.Devices[0]).ToString());
    }

    [Fact]
    public void Read_SyntheticEntries_AreEntriesAsTheLedgerWritesThem()
    {
        var entries = new SyntheticEntries(new SyntheticFleet(7) { Devices = 1000, Owners = 500, Services = 5 }, 5000);
        var again = new SyntheticEntries(new SyntheticFleet(7) { Devices = 1000, Owners = 500, Services = 5 }, 5000);
        var touches = 0;
        foreach (var entry in entries.Take(5000))
        {
            Assert.Equal(Encoding.UTF8.GetString(RandomEntries.ToBytes(EntryJson.Read(entry))), Encoding.UTF8.GetString(entry.Span));
            Assert.True(again.Next().SequenceEqual(entry.Span));
            AssertAgrees(entry.ToArray());
            touches += reader.Devices.Length;
        }

        Assert.InRange(touches, 5000, 10_000);
    }

    private static void Change(List<byte> bytes, int place, byte value, int kind)
    {
        switch (kind)
        {
            case 0:
                bytes[place] = value;
                break;
            case 1:
                bytes.RemoveAt(place);
                break;
            case 2:
                bytes.Insert(place, value);
                break;
            default:
                bytes.RemoveRange(place, Math.Min(bytes.Count - place, 1 + (value % 20)));
                bytes.Add(value);
                break;
        }
    }

    private void AssertAgrees(byte[] bytes)
    {
        LedgerEntry? entry = null;
        var read = false;
        try
        {
            entry = EntryJson.Read(bytes);
        }
        catch (FormatException)
        {
            // What no touch is made of may be wrong in it; then it is read all the same.
            entry = null;
        }

        try
        {
            reader.Read(bytes);
            read = true;
        }
        catch (FormatException)
        {
            Assert.Null(entry);
        }

        if (read && entry is not null)
        {
            Assert.Equal(ReachModel.Touches(entry).Select(t => Text(t)), Touches());
            Assert.Equal(entry.Time.ToUnixTimeMilliseconds(), reader.Time);
        }
    }

    private static string Text(ModelTouch touch) =>
        $"{touch.Device} {touch.Entry.Actor?.Value ?? 0} {touch.Entry.Credential?.Value ?? 0} {touch.Entry.Source?.Value ?? 0} "
        + $"'{touch.Entry.Role}' '{touch.Entry.Operation}' '{touch.Entry.Grant}' {touch.Bytes} {touch.Entry.Count}";

    private List<string> Touches()
    {
        var touches = new List<string>();
        foreach (var device in reader.Devices)
        {
            touches.Add(
                $"{DeviceBits.ToDevice(device)} {reader.Actor} {reader.Credential} {reader.Source} "
                + $"'{reader.Role}' '{reader.Operation}' '{reader.Grant}' {(touches.Count == 0 ? reader.Bytes : 0)} {reader.Count}");
        }

        return touches;
    }
}
