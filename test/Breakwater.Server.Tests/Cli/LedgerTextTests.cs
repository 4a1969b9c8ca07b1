using System.CommandLine;
using Breakwater.Cli.Ledger;
using Breakwater.Cli.Ledger.Answers;
using Breakwater.Cli.Operating;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;

namespace Breakwater.Server.Tests.Cli;

public sealed class LedgerTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 6, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("owner:1f0c", LedgerSubjectKind.Principal)]
    [InlineData("device:00112233445566778899aabbccddeeff", LedgerSubjectKind.Principal)]
    [InlineData("operator:local", LedgerSubjectKind.Principal)]
    [InlineData("token:91ab", LedgerSubjectKind.Credential)]
    [InlineData("certificate:91ab", LedgerSubjectKind.Credential)]
    [InlineData("socket", LedgerSubjectKind.Credential)]
    [InlineData("192.0.2.1", LedgerSubjectKind.Source)]
    [InlineData("2001:db8::1", LedgerSubjectKind.Source)]
    [InlineData("2001:db8::/64", LedgerSubjectKind.Source)]
    [InlineData("0123456789abcdef", LedgerSubjectKind.Subject)]
    [InlineData("0123456789ABCDEF", LedgerSubjectKind.Device)]
    [InlineData("00112233445566778899aabbccddeeff", LedgerSubjectKind.Device)]
    [InlineData("R2-0001", LedgerSubjectKind.Device)]
    [InlineData("4711", LedgerSubjectKind.Device)]
    [InlineData("1.2.3", LedgerSubjectKind.Device)]
    [InlineData("socket2", LedgerSubjectKind.Device)]
    public void KindOf_Text_IsWhatItLooksLike(string what, LedgerSubjectKind kind) => Assert.Equal(kind, SubjectText.KindOf(what));

    [Theory]
    [InlineData("24h", "2026-11-25T06:00:00Z")]
    [InlineData("7d", "2026-11-19T06:00:00Z")]
    [InlineData("2026-11-26", "2026-11-26T00:00:00Z")]
    [InlineData("2026-11-26T05:00:00Z", "2026-11-26T05:00:00Z")]
    [InlineData("2026-11-26T05:00:00.25+01:00", "2026-11-26T04:00:00.25Z")]
    [InlineData("2026-11-26 05:00:00Z", "2026-11-26T05:00:00Z")]
    [InlineData("2026-11-26T05:00:00", "2026-11-26T05:00:00Z")]
    public void TryParse_MomentOrAge_IsTheTime(string text, string expected)
    {
        Assert.True(TimeText.TryParse(text, Now, out var time));
        Assert.Equal(DateTimeOffset.Parse(expected), time);
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("24")]
    [InlineData("-24h")]
    [InlineData("26.11.2026")]
    [InlineData("2026-13-01")]
    [InlineData("")]
    public void TryParse_AnythingElse_IsNone(string text) => Assert.False(TimeText.TryParse(text, Now, out _));

    [Fact]
    public void Span_SaysTheDayOnce()
    {
        Assert.Equal("2026-11-26 06:00:00Z", TimeText.Span(Now, Now.AddMilliseconds(300)));
        Assert.Equal("2026-11-26 06:00:00 – 07:30:00Z", TimeText.Span(Now, Now.AddMinutes(90)));
        Assert.Equal("2026-11-26 06:00:00 – 2026-11-27 06:00:00Z", TimeText.Span(Now, Now.AddDays(1)));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"no\"", "\"say \"\"no\"\"\"")]
    [InlineData("two\r\nlines", "\"two\r\nlines\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"")]
    [InlineData("", "")]
    public void WriteRow_Cell_IsQuotedAndNoFormula(string cell, string written)
    {
        using var output = new StringWriter();
        CsvText.WriteRow(output, "x", cell);
        Assert.Equal($"x,{written}\r\n", output.ToString());
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1_000, "1.0 kB")]
    [InlineData(1_234_567, "1.2 MB")]
    [InlineData(999_949, "999.9 kB")]
    [InlineData(999_950, "1.0 MB")]
    [InlineData(long.MaxValue, "9.2 EB")]
    public void Of_Bytes_AreRounded(long bytes, string text) => Assert.Equal(text, ByteText.Of(bytes));

    [Theory]
    [InlineData(1, "entry", "1 entry")]
    [InlineData(2, "entry", "2 entries")]
    [InlineData(0, "key", "0 keys")]
    [InlineData(12_345, "device", "12,345 devices")]
    public void Of_Count_HasItsNoun(long count, string noun, string text) => Assert.Equal(text, Counting.Of(count, noun));

    [Fact]
    public void Totals_SaysHowManyHowMuchAndWhen()
    {
        var row = new ReachReportRow(DeviceId.Create(), "R2-1", [], null, null, null, Now, Now, 214, 1_200_000, [], []);
        var report = new ReachReport(new LedgerQuestion(LedgerSubjectKind.Principal, "owner:1", Now.AddHours(-1)), 9, 214, 1_200_000, [row, row, row], false, false);
        Assert.Equal("3 devices, 214 uses, 1.2 MB, since 2026-11-26 05:00:00Z until now", ReachTable.Totals(report));
    }

    [Fact]
    public void Help_OfEveryLedgerCommand_EndsWithAnExample()
    {
        var root = new RootCommand { LedgerCommand.Create() };
        GlobalOptions.AddTo(root);
        foreach (var command in root.Subcommands.Single().Subcommands)
        {
            using var output = new StringWriter();
            var parsed = root.Parse(["ledger", command.Name, "--help"]);
            Assert.Empty(parsed.Errors);
            Assert.Equal(0, parsed.Invoke(new InvocationConfiguration { Output = output }));
            Assert.Contains($"  breakwater ledger {command.Name}", output.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("INC-2026_4.1", true)]
    [InlineData("two words", false)]
    [InlineData("", false)]
    public void Case_OfACommandThatAsksAServer_IsChecked(string reference, bool valid)
    {
        var command = new System.CommandLine.Command("x").WithServer();
        var parsed = command.Parse(["--case", reference]);
        if (valid)
        {
            Assert.Equal(reference, ServerLocation.CaseOf(parsed));
        }
        else
        {
            Assert.Contains(CaseReference.Rule, Assert.Throws<CommandException>(() => ServerLocation.CaseOf(parsed)).Message, StringComparison.Ordinal);
        }
    }
}
