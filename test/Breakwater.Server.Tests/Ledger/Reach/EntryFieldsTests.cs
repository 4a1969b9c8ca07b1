using System.Text;
using Breakwater.Bench.Ledger;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Reach.Touches;
using CsCheck;

namespace Breakwater.Server.Tests.Ledger.Reach;

public sealed class EntryFieldsTests
{
    private const string Entry =
        """{"time":1,"type_uid":600302,"status_id":1,"actor":{"user":{"type":"owner"}},"api":{"operation":"o"},"device":{"uid":"0123456789abcdef0123456789abcdef"}}""";

    private readonly EntryFields fields = new();

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
    public void Read_WhatIsNoEntry_ThrowsFormatException(string text) => Assert.Throws<FormatException>(() => fields.Read(Encoding.UTF8.GetBytes(text)));

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
    [InlineData("\"device\":", "\"authorizations\":[],\"device\":")]
    [InlineData("}}", "}}}")]
    [InlineData("}}", "}} {}")]
    [InlineData("\"uid\":\"0123456789abcdef0123456789abcdef\"", "")]
    public void Read_EntryWithSomethingWrong_ThrowsFormatException(string part, string instead)
    {
        var at = Entry.LastIndexOf(part, StringComparison.Ordinal);
        var text = string.Concat(Entry.AsSpan(0, at), instead, Entry.AsSpan(at + part.Length));
        fields.Read(Encoding.UTF8.GetBytes(Entry));
        Assert.True(fields.IsTouch);
        Assert.Throws<FormatException>(() => fields.Read(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Read_EscapedIdsAndNames_AreRead()
    {
        var text = Entry.Replace("\"uid\":\"0", "\"u\\u0069d\":\"\\u0030", StringComparison.Ordinal).Replace("\"o\"", "\"\\u006f\"", StringComparison.Ordinal);
        fields.Read(Encoding.UTF8.GetBytes(text));
        Assert.True(fields.IsTouch);
        Assert.Equal("o", fields.Operation);
        Assert.Equal("0123456789abcdef0123456789abcdef", DeviceBits.ToDevice(fields.Device).ToString());
    }

    [Theory]
    [InlineData("\"resources\":[{\"uid\":\"ffffffffffffffffffffffffffffffff\"}]")]
    [InlineData("\"resources\":{\"uid\":1}")]
    [InlineData("\"devices\":[[\"ffffffffffffffffffffffffffffffff\"]]")]
    [InlineData("\"unknown\":null")]
    public void Read_UnknownMember_IsPassedOver(string member)
    {
        AssertOnlyDevice(Entry.Replace("\"device\":", $"{member},\"device\":", StringComparison.Ordinal), "0123456789abcdef0123456789abcdef");
        AssertOnlyDevice($"{Entry[..^1]},{member}}}", "0123456789abcdef0123456789abcdef");
        AssertOnlyDevice($"{Entry[..Entry.IndexOf(",\"device\"", StringComparison.Ordinal)]},{member}}}", null);
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
            touches += fields.IsTouch ? 1 : 0;
        }

        // One in a hundred is a refusal or an event.
        Assert.InRange(touches, 4900, 4999);
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
        LedgerEntry<SubjectId>? entry = null;
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
            fields.Read(bytes);
            read = true;
        }
        catch (FormatException)
        {
            Assert.Null(entry);
        }

        if (read && entry is not null)
        {
            Assert.Equal(ReachModel.IsTouch(entry), fields.IsTouch);
            Assert.Equal(Text(entry), Text());
        }
    }

    private void AssertOnlyDevice(string text, string? device)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        AssertAgrees(bytes);
        Assert.Equal(device, EntryJson.Read(bytes).Device?.ToString());
        Assert.Equal(device is not null, fields.IsTouch);
        Assert.Equal(device, fields.IsTouch ? DeviceBits.ToDevice(fields.Device).ToString() : null);
    }

    private static string Text(LedgerEntry<SubjectId> entry) =>
        $"{entry.Time.ToUnixTimeMilliseconds()} {entry.Type} {entry.Device} {entry.Actor?.Value ?? 0} {entry.Credential?.Value ?? 0} {entry.Source?.Value ?? 0} "
        + $"'{entry.Role}' '{entry.Operation}' '{entry.Grant}' {entry.BytesIn + entry.BytesOut} {entry.Count}";

    private string Text() =>
        $"{fields.Time} {fields.Type} {(fields.Device == default ? "" : DeviceBits.ToDevice(fields.Device))} {fields.Actor} {fields.Credential} {fields.Source} "
        + $"'{fields.Role}' '{fields.Operation}' '{fields.Grant}' {fields.Bytes} {fields.Count}";
}
