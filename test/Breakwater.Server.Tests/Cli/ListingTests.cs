using System.Text.RegularExpressions;
using Breakwater.Cli.Ledger.Answers;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;

namespace Breakwater.Server.Tests.Cli;

public sealed partial class ListingTests
{
    private const string Id = "1eff96842e50719e";
    private const string Owner = "owner:cf73f88439f7a50b1d63318f3c27c890";
    private const string Device = "0040d5f0edde04b88160cd99b618fc5e";
    private const string Actions = "devices:read twin:read twin:write telemetry:read commands:read commands:send maps:read events:read live:read accesses:read";
    private static readonly string[] Names = ["ID", "PRINCIPAL", "ON", "DEVICES", "WINDOW", "EXPIRES", "REASON", "COMMANDS", "ACTIONS"];
    private static readonly string[] Grant = [Id, Owner, Device, "-", "-", "2026-11-29 00:33:11Z", "the owner's own robots", "moves", Actions];

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(132)]
    [InlineData(160)]
    [InlineData(200)]
    [InlineData(240)]
    [InlineData(null)]
    public void Lines_OfAnyWidth_LeaveNoColumnOut_AndBreakNoWord(int? width)
    {
        var lines = Listing(Names, Grant, Grant).Lines(width).ToArray();
        var words = lines.SelectMany(line => line.Split(' ')).ToArray();
        Assert.All(Names, name => Assert.Contains(words, word => word.TrimEnd(':').Equals(name, StringComparison.OrdinalIgnoreCase)));
        Assert.All(Grant.SelectMany(cell => cell.Split(' ')), word => Assert.Contains(word, words));
        Assert.All(lines, line => Assert.True(line.Length <= width || width is null || line.Trim().Split(' ').Length <= 2, $"'{line}' is longer than {width}"));
    }

    [Fact]
    public void Lines_Narrow_AreRecords_WithEachValueAfterItsName() => Assert.Equal(
        [
            $"id: {Id}  principal: {Owner}",
            $"  on: {Device}  devices: -  window: -",
            "  expires: 2026-11-29 00:33:11Z  reason: the owner's own robots  commands: moves",
            "  actions: devices:read twin:read twin:write telemetry:read commands:read",
            "    commands:send maps:read events:read live:read accesses:read",
        ],
        Listing(Names, Grant).Lines(80));

    [Fact]
    public void Lines_OfRecords_HaveAFieldAtTheSamePlaceInEach_AndABlankLineBetween() => Assert.Equal(
        [
            "id: 1    name: a",
            "  state: disabled",
            "",
            "id: 222  name: bb",
            "  state: enabled",
        ],
        Listing(["ID", "NAME", "STATE"], ["1", "a", "disabled"], ["222", "bb", "enabled"]).Lines(18));

    [Fact]
    public void Lines_Wide_AreATable() => Assert.Equal(
        ["ID  NAME    USES", "1   first     12", "2   second     3"],
        Listing(["ID", "NAME", "USES"], ["1", "first", "12"], ["2", "second", "3"]).AlignRight(2).Lines(80));

    [Fact]
    public void Lines_WithRoomForWordsOfTheLastColumn_GoOnUnderIt() => Assert.Equal(
        ["ID  ACTIONS", "1   devices:read twin:read", "    telemetry:read", "2   twin:read"],
        Listing(["ID", "ACTIONS"], ["1", "devices:read twin:read telemetry:read"], ["2", "twin:read"]).Lines(30));

    [Fact]
    public void Lines_OfNoRows_NameTheColumns() => Assert.Equal([string.Join("  ", Names)], Listing(Names).Lines(40));

    [Fact]
    public void Add_TextOfOthers_SteersNoTerminal() =>
        Assert.Equal(["NAME", "a\uFFFD[2Jb\uFFFDc\uFFFDd"], Listing(["NAME"], ["a\e[2Jb\nc\u202Ed"]).Lines(80));

    [Theory]
    [InlineData(80)]
    [InlineData(60)]
    [InlineData(40)]
    public void Reach_InATerminal_BreaksNoWord(int width)
    {
        var first = new DateTimeOffset(2026, 11, 26, 6, 0, 0, TimeSpan.Zero);
        var row = new ReachReportRow(
            DeviceId.Create(), "20260001000003", [PrincipalId.Create(PrincipalKind.Owner)], null, null, null, first, first.AddDays(1), 214, 1_200_000, Actions.Split(' '), []);
        using var output = new StringWriter();
        ReachTable.Write(new TextPage(output, width), new ReachReport(new LedgerQuestion(LedgerSubjectKind.Principal, Owner), 9, 214, 1_200_000, [row], false, false));
        var words = Blank().Split(output.ToString());
        Assert.All(["20260001000003", "1.2", "MB", "214", .. Actions.Split(' ')], word => Assert.Contains(word, words));
    }

    [Fact]
    public void Page_OfATerminal_WritesLinesAsTheyAre()
    {
        using var output = new StringWriter();
        new TextPage(output, width: 10).WriteLine(Owner);
        Assert.Equal($"{Owner}{Environment.NewLine}", output.ToString());
    }

    private static Listing Listing(string[] names, params string[][] rows)
    {
        var listing = new Listing(names);
        foreach (var row in rows)
        {
            listing.Add(row);
        }

        return listing;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
