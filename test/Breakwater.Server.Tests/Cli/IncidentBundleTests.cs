using System.Security.Cryptography;
using System.Text.Json;
using Breakwater.Cli.Ledger.Incident;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Rooms;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Receipts;

namespace Breakwater.Server.Tests.Cli;

public sealed class IncidentBundleTests : IAsyncLifetime
{
    private const string Thief = "0123456789abcdef";
    private static readonly DateTimeOffset Time = new(2026, 11, 26, 6, 0, 0, TimeSpan.Zero);
    private static readonly LedgerQuestion Question = new(LedgerSubjectKind.Principal, "owner:thief", Time.AddHours(-1), Time.AddHours(1));
    private static readonly DeviceId Robot = DeviceId.Create();
    private static readonly PrincipalId Victim = PrincipalId.Create(PrincipalKind.Owner);

    private readonly string parent = Directory.CreateTempSubdirectory("bw-").FullName;
    private FakeLedger ledger = null!;

    private string Folder => Path.Combine(parent, "bundle");

    public async ValueTask InitializeAsync()
    {
        ledger = await FakeLedger.StartAsync();
        ledger.Names[Thief] = "owner:thief";
        ledger.Names["1123456789abcdef"] = "token:stolen";
        ledger.Names["2123456789abcdef"] = "ip:192.0.2.7@2026-11";
        ledger.Owners.Add(new Person(Victim, "=cmd()", Time));
        ledger.IsAsked = e => e.Actor?.ToString() == Thief;
        for (var i = 0; i < 300; i++)
        {
            ledger.Add(i % 2 == 0 ? New("telemetry:read") with { Actor = null, Role = "system" } : New("maps:read") with { Status = 200, BytesOut = 10 });
        }

        ledger.Add(New("twin:read") with { Refusal = "NotGranted" });
        ledger.Add(New("twin:read") with { Refusal = "NotGranted", Count = 41, Start = Time, End = Time.AddMinutes(1), Device = null });
        ledger.Reach = ledger.Reach with
        {
            Uses = 150,
            Bytes = 1500,
            Rows = [new ReachReportRow(Robot, "=R2", [Victim], null, null, null, Time, Time.AddMinutes(5), 150, 1500, ["maps:read"], ["g1"])],
        };
    }

    public async ValueTask DisposeAsync()
    {
        await ledger.DisposeAsync();
        Directory.Delete(parent, recursive: true);
    }

    [Fact]
    public async Task Make_HasEverything_AndItsManifestAndReceiptsVerify()
    {
        var facts = await MakeAsync();
        Assert.Equal((152, 42), (facts.Receipts, facts.Tally.Refused));
        var manifest = File.ReadAllLines(Path.Combine(Folder, "manifest.sha256")).Select(l => l.Split("  ")).ToDictionary(p => p[1], p => p[0]);
        var files = Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder, f)).ToArray();
        Assert.Equal(files.Order(StringComparer.Ordinal), manifest.Keys.Append("manifest.sha256").Order(StringComparer.Ordinal));
        Assert.All(manifest, m => Assert.Equal(m.Value, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Folder, m.Key))))));
        Assert.Equal(["checkpoint", "devices.csv", "keys.pub", "owners.csv", "summary.md", "timeline.jsonl"], manifest.Keys.Where(k => !k.StartsWith("receipts/", StringComparison.Ordinal)));

        Assert.True(NoteVerifier.TryParse(File.ReadAllText(Path.Combine(Folder, "keys.pub")).Trim(), out var key));
        var receipts = Directory.GetFiles(Path.Combine(Folder, "receipts"));
        Assert.Equal(152, receipts.Length);
        Assert.Contains(Path.Combine(Folder, "receipts", "00000301.tlog-proof"), receipts);
        Assert.All(receipts, r => Assert.Equal(ReceiptVerdict.Valid, Receipt.Check(File.ReadAllText(r), [key], []).Verdict));
        var timeline = File.ReadAllLines(Path.Combine(Folder, "timeline.jsonl")).Select(l => JsonSerializer.Deserialize(l, ContractsJson.Default.LedgerEntryView)!).ToArray();
        Assert.Equal(receipts.Order().Select(r => long.Parse(Path.GetFileNameWithoutExtension(r))), timeline.Select(e => e.Entry));
        Assert.All(Directory.EnumerateFiles(Folder), f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(f)));
    }

    [Fact]
    public async Task Make_Summary_SaysWhoWhatWhenAndHowMany()
    {
        await MakeAsync("INC-1");
        var summary = await File.ReadAllTextAsync(Path.Combine(Folder, "summary.md"), TestContext.Current.CancellationToken);
        Assert.Contains("# Incident summary: INC-1", summary, StringComparison.Ordinal);
        Assert.Contains($"| who | `owner:thief` (pseudonym `{Thief}`) |", summary, StringComparison.Ordinal);
        Assert.Contains("| with | `token:stolen` (pseudonym `1123456789abcdef`) |", summary, StringComparison.Ordinal);
        Assert.Contains("| from | `192.0.2.7` (pseudonym `2123456789abcdef`) |", summary, StringComparison.Ordinal);
        Assert.Contains("1 device of 1 owner was reached in 150 uses: read maps (150×). 1.5 kB went in and out. 42 further attempts were refused", summary, StringComparison.Ordinal);
        Assert.Contains("| `twin:read` | NotGranted | 42 |", summary, StringComparison.Ordinal);
        Assert.Contains(ledger.Checkpoint().Checkpoint.Root.ToString(), summary, StringComparison.Ordinal);
        Assert.DoesNotContain("**Note:**", summary, StringComparison.Ordinal);
        var devices = await File.ReadAllTextAsync(Path.Combine(Folder, "devices.csv"), TestContext.Current.CancellationToken);
        Assert.Contains($"{Robot},'=R2,{Victim},", devices, StringComparison.Ordinal);
        var owners = await File.ReadAllTextAsync(Path.Combine(Folder, "owners.csv"), TestContext.Current.CancellationToken);
        Assert.Contains($"{Victim},'=cmd(),1,", owners, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Make_UsesWhoseEntriesArePruned_SaysSo()
    {
        ledger.Reach = ledger.Reach with { Uses = 400, Truncated = true, Approximate = true };
        await MakeAsync();
        var summary = await File.ReadAllTextAsync(Path.Combine(Folder, "summary.md"), TestContext.Current.CancellationToken);
        Assert.Contains("some uses are older than the entries that are kept", summary, StringComparison.Ordinal);
        Assert.Contains("more devices than one answer may have", summary, StringComparison.Ordinal);
        Assert.Contains("at an edge of the time", summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("index 1\n", "index 2\n")]
    [InlineData("\n302\n", "\n301\n")]
    [InlineData("c2sp.org", "x")]
    public async Task Make_ReceiptDoesNotVerify_IsNotDone(string from, string to)
    {
        ledger.TamperReceipt = receipt => receipt.Replace(from, to, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<CommandException>(() => MakeAsync());
        Assert.Equal(ExitCodes.LedgerDamaged, refused.ExitCode);
        Assert.False(File.Exists(Path.Combine(Folder, "manifest.sha256")));
    }

    [Fact]
    public async Task Make_ReceiptOfAnotherEntry_IsNotDone()
    {
        ledger.TamperReceipt = _ => ledger.Receipt(7).ToString();
        Assert.Equal(ExitCodes.LedgerDamaged, (await Assert.ThrowsAsync<CommandException>(() => MakeAsync())).ExitCode);
    }

    [Fact]
    public async Task Make_NothingIsSigned_MakesNothing()
    {
        ledger.NotSigning = "an old backup";
        Assert.Equal(ExitCodes.LedgerNotSigning, (await Assert.ThrowsAsync<CommandException>(() => MakeAsync())).ExitCode);
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public async Task Make_FolderIsNotEmpty_TouchesNothing()
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, "x"), "y", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.Usage, (await Assert.ThrowsAsync<CommandException>(() => MakeAsync())).ExitCode);
        Assert.Single(Directory.EnumerateFileSystemEntries(Folder));
    }

    private Task<IncidentFacts> MakeAsync(string? reference = null) =>
        new IncidentBundle(ledger.Client, Folder, TimeProvider.System).MakeAsync(Question, reference, new Progress<long>(), TestContext.Current.CancellationToken);

    private static LedgerEntry<SubjectId> New(string operation) => new()
    {
        Time = Time, Type = EntryType.ApiRead, Operation = operation, Role = "owner", Actor = Pseudonym(Thief), Credential = Pseudonym("1123456789abcdef"),
        Source = Pseudonym("2123456789abcdef"), Device = Robot,
    };

    private static SubjectId Pseudonym(string text) => SubjectId.TryParse(text, out var id) ? id : throw new FormatException(text);
}
