using System.Text;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Subjects;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Running;
using Breakwater.Transparency.Receipts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Ledger.Subjects;

public sealed class SubjectDirectoryTests : IDisposable
{
    private const string Person = "owner:5e1f00d5e1f00d5e1f00d5e1f00d5e1f";
    private const string Token = "token:91ab91ab91ab91ab";
    private const string Address = "203.0.113.77";
    private const string Reason = "Mrs. Example asked for it by telephone";

    private readonly string data = RunningServer.NewFolder();
    private readonly string copies = RunningServer.NewFolder();
    private readonly FakeTimeProvider time = new(TestEntries.Start);

    public void Dispose()
    {
        RunningServer.Delete(data);
        RunningServer.Delete(copies);
    }

    [Fact]
    public async Task SameIdentity_HasTheSamePseudonym_OverRestarts_AndForAllWhoAskAtOnce()
    {
        SubjectId first;
        await using (var host = await OpenAsync())
        {
            var asked = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => host.Ledger.Subjects.GetAsync(Person).AsTask())));
            first = Assert.Single(asked.Distinct());
            Assert.NotEqual(first, await host.Ledger.Subjects.GetAsync(Token, first));
            Assert.Null(await host.Ledger.Subjects.FindAsync("owner:nobody"));
        }

        await using (var host = await OpenAsync())
        {
            Assert.Equal(first, await host.Ledger.Subjects.FindAsync(Person));
            Assert.Equal(first, await host.Ledger.Subjects.GetAsync(Person));
            Assert.Equal(Person, (await host.Ledger.Subjects.ResolveAsync([first], CancellationToken.None))[first]);
        }
    }

    [Fact]
    public async Task Erased_NobodyCanTellAnyMore_AndTheLogAndItsReceiptsVerifyAsBefore()
    {
        SubjectId person;
        SubjectId token;
        Message<SubjectId> message;
        Receipt receipt;
        byte[] entry;
        await using (var host = await OpenAsync())
        {
            var number = await host.Ledger.Access.EnterAsync(Told());
            var told = await host.Ledger.Access.EnterAsync(Given());
            await host.Ledger.Log.SettleAsync();
            receipt = Breakwater.Server.Ledger.Receipts.ReceiptOffice.Write(host.Ledger.Store, number, host.Ledger.Signer.Sign()!);
            entry = host.Ledger.Store.ReadEntry(number);
            (person, token) = (EntryJson.Read(entry).Actor!.Value, EntryJson.Read(entry).Credential!.Value);
            message = EntryJson.Read(host.Ledger.Store.ReadEntry(told)).Message!;
            Assert.Equal(Reason, await host.Ledger.Subjects.OpenAsync(message));
        }

        LedgerHost.Copy(data, copies);
        await using (var host = await OpenAsync())
        {
            var subjects = host.Ledger.Subjects;
            Assert.Equal(2, await subjects.EraseAsync(Person));
            Assert.Equal(0, await subjects.EraseAsync(Person));
            Assert.Null(await subjects.FindAsync(Person));
            Assert.Null(await subjects.FindAsync(Token));
            Assert.Null(await subjects.OpenAsync(message));
            Assert.Empty(await subjects.ResolveAsync([person, token], CancellationToken.None));
            await Assert.ThrowsAsync<StoreUnavailableException>(() => subjects.SealAsync(person, Reason).AsTask());
            await using (var db = host.Database.Read())
            {
                Assert.DoesNotContain(await db.Set<SubjectRecord>().Select(s => s.Id).ToListAsync(), id => id == person.ToString() || id == token.ToString());
            }

            Assert.NotEqual(person, await subjects.GetAsync(Person));
            Assert.Equal(entry, host.Ledger.Store.ReadEntry(receipt.Index));
            Assert.Equal(ReceiptVerdict.Valid, receipt.Check([.. host.Ledger.Signer.Keys], []).Verdict);
        }

        Assert.Null(SealedLedger.Verify(data, receipt.Checkpoint).Fault);

        // A copy of the database from before the erasure, with the keys as they are now.
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (var old in Directory.GetFiles(copies, "breakwater.db*"))
        {
            File.Copy(old, Path.Combine(data, Path.GetFileName(old)), overwrite: true);
        }

        await using (var host = await OpenAsync())
        {
            Assert.Empty(await host.Ledger.Subjects.ResolveAsync([person, token], CancellationToken.None));
            Assert.Null(await host.Ledger.Subjects.OpenAsync(message));
            Assert.NotEqual(person, await host.Ledger.Subjects.GetAsync(Person));
            Assert.NotEqual(token, await host.Ledger.Subjects.GetAsync(Token));

            // Nor does it help to know whom to look for: no row of the copy can be computed from an identity with what is left.
            var left = await File.ReadAllBytesAsync(host.Folder.SubjectKeys);
            await using var db = host.Database.Read();
            var rows = await db.Set<SubjectRecord>().Where(s => s.Id == person.ToString() || s.Id == token.ToString()).ToListAsync();
            Assert.Equal(2, rows.Count);
            Assert.All(rows, row =>
            {
                Assert.Equal(new byte[48], left.AsSpan(row.Slot * 48, 48).ToArray());
                for (var at = 0; at + 32 <= left.Length; at++)
                {
                    Assert.Null(SubjectCipher.Open(left[at..(at + 32)], row.Identity));
                }
            });
        }
    }

    [Fact]
    public async Task ErasedWhileOthersUseIt_NoKeyOfAnErasedSubjectIsUsed()
    {
        await using var host = await OpenAsync();
        var subjects = host.Ledger.Subjects;
        using var enough = new CancellationTokenSource();
        var using_ = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                await subjects.GetAsync(Person);
            }
        })).ToArray();
        for (var i = 0; i < 50; i++)
        {
            var id = await subjects.GetAsync(Person);
            await subjects.EraseAsync(Person);
            Assert.Empty(await subjects.ResolveAsync([id], CancellationToken.None));
        }

        await enough.CancelAsync();
        await Task.WhenAll(using_);
        var last = await subjects.GetAsync(Person);
        Assert.Equal(last, await subjects.FindAsync(Person));
        Assert.Equal(Person, (await subjects.ResolveAsync([last], CancellationToken.None))[last]);
    }

    [Fact]
    public async Task OlderKeysRestored_NobodyGetsSomebodyElsesPseudonym()
    {
        await using (var host = await OpenAsync())
        {
            await host.Ledger.Subjects.GetAsync("owner:a");
        }

        File.Copy(new LedgerFolder(new DataFolder(data)).SubjectKeys, Path.Combine(copies, "keys"));
        SubjectId b;
        await using (var host = await OpenAsync())
        {
            b = await host.Ledger.Subjects.GetAsync("owner:b");
        }

        File.Copy(Path.Combine(copies, "keys"), new LedgerFolder(new DataFolder(data)).SubjectKeys, overwrite: true);
        await using (var host = await OpenAsync())
        {
            var c = await host.Ledger.Subjects.GetAsync("owner:c");
            Assert.NotEqual(b, c);
            Assert.Equal("owner:c", (await host.Ledger.Subjects.ResolveAsync([b, c], CancellationToken.None)).Single().Value);
            Assert.Equal("owner:a", (await host.Ledger.Subjects.ResolveAsync([await host.Ledger.Subjects.GetAsync("owner:a")], CancellationToken.None)).Single().Value);
        }
    }

    [Fact]
    public async Task LookUpKeyIsGone_StopsTheStart()
    {
        await using (var host = await OpenAsync())
        {
            await host.Ledger.Subjects.GetAsync(Person);
        }

        await using (var file = new FileStream(new LedgerFolder(new DataFolder(data)).SubjectKeys, FileMode.Open))
        {
            file.Write(new byte[32]);
        }

        Assert.Contains("subject-keys", (await Assert.ThrowsAsync<LedgerDamagedException>(OpenAsync)).Message);
    }

    [Fact]
    public async Task Address_HasAnotherPseudonymEachMonth_AndIsForgottenInTime()
    {
        await using var host = await LedgerHost.OpenAsync(data, new LedgerOptions { SourceRetention = TimeSpan.FromDays(60), CheckpointCopy = "" }, time);
        var subjects = host.Ledger.Subjects;
        var months = new List<SubjectId>();
        for (var month = 3; month <= 5; month++)
        {
            // The 14th of March, the 12th of April, the 10th of May: the first is to be forgotten on the 13th of May.
            time.SetUtcNow(new DateTimeOffset(2026, month, 20 - (2 * month), 0, 0, 0, TimeSpan.Zero));
            months.Add(await subjects.GetAsync(subjects.OfAddress(Address)));
            Assert.Equal(months[^1], await subjects.GetAsync(subjects.OfAddress(Address)));
            Assert.Equal(months, (await subjects.FindAddressAsync(Address)).Order().OrderBy(months.IndexOf));
        }

        Assert.Equal(3, months.Distinct().Count());
        time.SetUtcNow(new DateTimeOffset(2026, 5, 14, 23, 0, 0, TimeSpan.Zero) + TimeSpan.FromHours(2));
        await subjects.GetAsync(Person);

        // The server itself may be at it, too.
        await subjects.ForgetExpiredAsync();
        Assert.Equal(months[1..], (await subjects.FindAddressAsync(Address)).OrderBy(months.IndexOf));
        Assert.Equal(months[1..].ToHashSet(), (await subjects.ResolveAsync(months, CancellationToken.None)).Keys.ToHashSet());

        // By itself, within the hour; and persons are not forgotten by time.
        time.SetUtcNow(new DateTimeOffset(2026, 8, 1, 0, 0, 0, TimeSpan.Zero));
        await Wait.UntilAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromHours(1));
                return (await subjects.ResolveAsync(months, CancellationToken.None)).Count == 0;
            },
            "the addresses to be forgotten");
        Assert.NotNull(await subjects.FindAsync(Person));
    }

    [Fact]
    public async Task NoIdentity_IsInClear_InTheLedgerOrTheTable()
    {
        await using (var host = await OpenAsync())
        {
            await host.Ledger.Access.EnterAsync(Told());
            await host.Ledger.Coalescer.RecordAsync(Told() with { Refusal = "NotGranted" });
            await host.Ledger.Access.EnterAsync(Given() with { Actor = Person, Credential = Token });
            await host.Ledger.Log.SettleAsync();
            await using var db = host.Database.Read();
            foreach (var row in await db.Set<SubjectRecord>().ToListAsync())
            {
                Finds(Encoding.UTF8.GetBytes($"{row.Id} {row.Owner} {row.Slot}").Concat(row.Identity).ToArray(), "ledger_subjects");
            }
        }

        foreach (var file in Directory.GetFiles(new LedgerFolder(new DataFolder(data)).Path, "*", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(data, "breakwater.db*")).Append($"{data}.checkpoint"))
        {
            Finds(await File.ReadAllBytesAsync(file), file);
        }
    }

    private static void Finds(byte[] bytes, string where)
    {
        foreach (var secret in (string[])[Person, Person[6..], Token, Token[6..], Address, "Example", "telephone"])
        {
            Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"'{secret}' is in {where}");
        }
    }

    private static LedgerEntry<Name> Told() => new()
    {
        Type = EntryType.ApiRead, Operation = "twin:read", WayIn = "GET /x", Role = "owner", Actor = Person, Credential = Token, Source = Address,
    };

    private static LedgerEntry<Name> Given() => new()
    {
        Type = EntryType.PrivilegesAssigned, Operation = "grant.added", Role = "system", About = Person, Message = new(new(Person), Reason),
    };

    private Task<LedgerHost> OpenAsync() => LedgerHost.OpenAsync(data, null, time);
}
