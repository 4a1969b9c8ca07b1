using System.Text.Json;
using Breakwater.Cli.Ledger.Answers;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Tests.Cli;

public sealed class EntryPagesTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 26, 6, 0, 0, TimeSpan.Zero);
    private FakeLedger ledger = null!;

    /// <summary>An entry a minute; every third is the asked one's.</summary>
    public async ValueTask InitializeAsync()
    {
        ledger = await FakeLedger.StartAsync();
        for (var i = 0; i < 1000; i++)
        {
            ledger.Add(new LedgerEntry<SubjectId> { Time = Start.AddMinutes(i), Type = EntryType.ApiRead, Operation = i % 3 == 0 ? "maps:read" : "twin:read", Role = "owner" });
        }

        ledger.IsAsked = e => e.Operation == "maps:read";
    }

    public ValueTask DisposeAsync() => ledger.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_All_GoesThroughEveryPageInOrder(bool newestFirst)
    {
        var numbers = await ReadAsync(null, null, null, newestFirst, long.MaxValue);
        Assert.Equal(newestFirst ? Enumerable.Range(0, 1000).Reverse() : Enumerable.Range(0, 1000), numbers);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_ATime_HasExactlyTheEntriesInIt(bool newestFirst)
    {
        var numbers = await ReadAsync(null, Start.AddMinutes(400), Start.AddMinutes(700), newestFirst, long.MaxValue);
        Assert.Equal(newestFirst ? Enumerable.Range(400, 300).Reverse() : Enumerable.Range(400, 300), numbers);
        Assert.Empty(await ReadAsync(null, Start.AddDays(9), null, newestFirst, long.MaxValue));
        Assert.Empty(await ReadAsync(null, null, Start, newestFirst, long.MaxValue));
    }

    [Fact]
    public async Task Read_Most_EndsThere()
    {
        Assert.Equal([999, 998, 997], await ReadAsync(null, null, null, true, 3));
        Assert.Equal([0, 3, 6, 9], await ReadAsync(new LedgerQuestion(LedgerSubjectKind.Principal, "x"), null, null, false, 4));
    }

    [Fact]
    public async Task Read_Question_LeavesTimesToTheServer()
    {
        var numbers = await ReadAsync(new LedgerQuestion(LedgerSubjectKind.Principal, "x", Start.AddYears(1)), Start.AddYears(1), null, false, long.MaxValue);
        Assert.Equal(334, numbers.Count);
    }

    [Theory]
    [InlineData(nameof(ExportFormat.Csv), 1001)]
    [InlineData(nameof(ExportFormat.Jsonl), 1000)]
    [InlineData(nameof(ExportFormat.Ocsf), 1000)]
    public async Task Writer_EachFormat_HasALineAnEntry(string format, int lines)
    {
        using var output = new MemoryStream();
        var writer = new EntryWriter(output, Enum.Parse<ExportFormat>(format));
        await foreach (var entry in new EntryPages(ledger.Client.Ledger, null, null, null).ReadAsync(false, false, long.MaxValue, TestContext.Current.CancellationToken))
        {
            writer.Write(entry);
        }

        await writer.FlushAsync(TestContext.Current.CancellationToken);
        var text = System.Text.Encoding.UTF8.GetString(output.ToArray()).TrimEnd().Split('\n');
        writer.Dispose();
        Assert.Equal(lines, text.Length);
        if (format == nameof(ExportFormat.Csv))
        {
            Assert.Equal(text[0].Split(',').Length, text[^1].Split(',').Length);
            Assert.StartsWith("999,2026-11-26T22:39:00.000Z,600302,maps:read,", text[^1], StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains("maps:read", JsonElement.Parse(text[^1]).ToString(), StringComparison.Ordinal);
        }
    }

    private async Task<List<int>> ReadAsync(LedgerQuestion? question, DateTimeOffset? since, DateTimeOffset? until, bool newestFirst, long most)
    {
        var numbers = new List<int>();
        await foreach (var entry in new EntryPages(ledger.Client.Ledger, question, since, until).ReadAsync(newestFirst, false, most, TestContext.Current.CancellationToken))
        {
            numbers.Add((int)entry.Entry);
        }

        return numbers;
    }
}
