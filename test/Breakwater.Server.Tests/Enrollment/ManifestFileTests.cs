using System.Text;
using System.Text.Json;
using Breakwater.Server.Enrollment;
using CsCheck;

namespace Breakwater.Server.Tests.Enrollment;

public sealed class ManifestFileTests
{
    private const string Claim = "d41d8cd98f00b204e9800998ecf8427e";

    private static readonly Gen<string> Word = Gen.String[Gen.Char["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"], 1, 64];

    [Fact]
    public void Read_CsvWithClaims_GivesRowsByLine()
    {
        var lines = Read($"serial,model,claim\r\nSN-1,vac,{Claim}\r\n\r\n\"SN-2\",\"vac\",\"{Claim}\"\r\n");

        Assert.Equal([(2, "SN-1"), (4, "SN-2")], lines.Select(l => (l.Line, l.Row!.Serial)));
        Assert.All(lines, l => Assert.Equal(("vac", Claim, false), (l.Row!.Model, l.Row.Claim, l.ClaimMade)));
    }

    [Theory]
    [InlineData("serial,model\nSN-1,vac")]
    [InlineData("model,serial,claim\nvac,SN-1,")]
    [InlineData("\uFEFF\"Serial\", Model\nSN-1,vac\n")]
    [InlineData("{\"serial\":\"SN-1\",\"model\":\"vac\"}")]
    [InlineData("\n\n{\"model\":\"vac\",\"serial\":\"SN-1\",\"claim\":null}\n")]
    public void Read_NoClaim_MakesOne(string text)
    {
        var line = Assert.Single(Read(text));

        Assert.True(line.ClaimMade);
        Assert.Equal(("SN-1", "vac", 32), (line.Row!.Serial, line.Row.Model, line.Row.Claim.Length));
    }

    [Theory]
    [InlineData("serial;model\nSN-1;vac", 1)]
    [InlineData("serial\nSN-1", 1)]
    [InlineData("serial,model,serial\na,b,c", 1)]
    [InlineData("serial,model,password\na,b,c", 1)]
    [InlineData("serial,model\nSN-1", 2)]
    [InlineData("serial,model\nSN-1,vac,x", 2)]
    [InlineData("serial,model\n\"SN-1,vac", 2)]
    [InlineData("serial,model\nSN\"1,vac", 2)]
    [InlineData("serial,model\n\"SN-1\"x,vac", 2)]
    [InlineData("serial,model\nSN 1,vac", 2)]
    [InlineData("serial,model\n,vac", 2)]
    [InlineData("serial,model\n..,vac", 2)]
    [InlineData("serial,model,claim\nSN-1,vac,123456", 2)]
    [InlineData("{\"serial\":\"SN-1\"}", 1)]
    [InlineData("{\"serial\":\"SN-1\",\"model\":\"vac\",\"colour\":\"red\"}", 1)]
    [InlineData("{\"serial\":\"SN-1\",\"serial\":\"SN-2\",\"model\":\"vac\"}", 1)]
    [InlineData("{\"serial\":1,\"model\":\"vac\"}", 1)]
    [InlineData("{\"serial\":\"\\ud800\",\"model\":\"vac\"}", 1)]
    [InlineData("{\"serial\":\"SN-1\",\"model\":\"vac\"", 1)]
    public void Read_BadLine_NamesIt(string text, int line)
    {
        var bad = Assert.Single(Read(text));

        Assert.Null(bad.Row);
        Assert.Equal(line, bad.Line);
        Assert.NotEmpty(bad.Error!);
    }

    [Fact]
    public void Read_BadLineAmongGood_LeavesTheGood()
    {
        var lines = Read($"serial,model\nSN-1,vac\n{new string('x', 5000)},vac\nSN-3,vac\nSN 4,vac\nSN-5,vac");

        Assert.Equal([null, "x", null, "x", null], lines.Select(l => l.Error is null ? null : "x"));
        Assert.Equal([2, 3, 4, 5, 6], lines.Select(l => l.Line));
    }

    [Fact]
    public void Read_Empty_GivesNothing() => Assert.Empty(Read("\n \r\n"));

    [Fact]
    public void Read_AnyRowsAsCsv_ComeBack() => Gen.Select(Word, Word).Array[0, 20].Sample(rows =>
    {
        var text = new StringBuilder("serial,model,claim\n");
        foreach (var (serial, model) in rows)
        {
            text.Append($"\"{serial}\",{model},{Claim}\r\n");
        }

        return Read(text.ToString()).Select(l => (l.Row!.Serial, l.Row.Model)).SequenceEqual(rows);
    });

    [Fact]
    public void Read_AnyRowsAsJson_ComeBack() => Gen.Select(Word, Word).Array[1, 20].Sample(rows =>
    {
        var text = string.Join('\n', rows.Select(r => JsonSerializer.Serialize(new { serial = r.Item1, model = r.Item2 })));
        return Read(text).Select(l => (l.Row!.Serial, l.Row.Model)).SequenceEqual(rows);
    });

    [Fact]
    public void Read_AnyText_NeverThrowsAndCountsLines() => Gen.Select(Gen.Const("serial,model\n"), Gen.String).Sample((header, text) =>
        Read(header + text).Concat(Read(text)).All(l => (l.Row is null) != (l.Error is null) && l.Line >= 1));

    [Fact]
    public void Read_LongFile_IsStreamed()
    {
        using var reader = new EndlessManifest();

        Assert.Equal(1000, ManifestFile.Read(reader).Take(1000).Count(l => l.Row is not null));
    }

    private static ManifestLine[] Read(string text) => [.. ManifestFile.Read(new StringReader(text))];

    private sealed class EndlessManifest : TextReader
    {
        private readonly Queue<char> ahead = new("serial,model\n");
        private int rows;

        public override int Read()
        {
            if (ahead.Count == 0)
            {
                foreach (var c in $"SN-{rows++},vac\n")
                {
                    ahead.Enqueue(c);
                }
            }

            return ahead.Dequeue();
        }
    }
}
