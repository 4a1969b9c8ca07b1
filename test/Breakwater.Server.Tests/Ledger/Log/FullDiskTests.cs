using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Hosting;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Server.Tests.Ledger.Log;

/// <summary>Law 10: what cannot be committed is not permitted; and the log is whole afterwards.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task Disk_Full_AppendsFail_TheLogIsWhole_AndGoesOnWhenThereIsRoom()
    {
        await using var folder = new LogFolder();
        Directory.CreateDirectory(folder.Folder.Path);
        using var disk = SmallDisk.Mount(folder.Folder.Journals, kilobytes: 256);
        folder.Open();
        var entries = new List<byte[]>();
        var refused = 0;
        for (var round = 0; round < 4; round++)
        {
            // Batches of many, so that a write is cut off in its middle.
            disk.Fill(but: 20_000);
            while (true)
            {
                var numbers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => NumberOfAsync(folder.Log, (round * 100_000) + i)));
                foreach (var (number, bytes) in numbers.Where(n => n.Number >= 0).OrderBy(n => n.Number))
                {
                    Assert.Equal(entries.Count, number);
                    entries.Add(bytes);
                }

                refused += numbers.Count(n => n.Number < 0);
                if (numbers.Any(n => n.Number < 0))
                {
                    break;
                }
            }

            await folder.Log.SettleAsync();
            folder.Holds(entries);
            disk.Free();
            if (round % 2 == 0)
            {
                // Not every time: the log goes on without having been opened anew, too.
                await folder.ReopenAsync();
                folder.Holds(entries);
            }
        }

        Assert.True(refused > 0);
        Assert.True(folder.Log.Failures > 0);
        Assert.Equal(entries.Count, await folder.Log.AppendAsync(TestEntries.New(1)));
        await folder.ReopenAsync();
        folder.Holds([.. entries, TestEntries.Bytes(TestEntries.New(1))]);
        await folder.CloseAsync();
    }

    [Fact]
    public async Task Disk_Full_SealingFails_LeavesNothingHalf_AndIsTriedAgain()
    {
        await using var folder = new LogFolder();
        Directory.CreateDirectory(folder.Folder.Path);
        using var disk = SmallDisk.Mount(folder.Folder.Segments, kilobytes: 1024);
        folder.Open();
        var failed = folder.Watch.NextAsync(e => e.Id.Id == 2011, "sealing to fail");
        await folder.AppendAsync(0, SegmentFormat.Entries + 1);
        Assert.IsType<IOException>((await failed).Exception);
        Assert.Empty(Directory.GetFiles(folder.Folder.Segments));
        Assert.Equal(SegmentFormat.Entries + 1, await folder.Log.AppendAsync(TestEntries.New(1)));
        disk.Dispose();
        await Wait.UntilAsync(
            () =>
            {
                folder.Time.Advance(TimeSpan.FromSeconds(30));
                return Task.FromResult(folder.Store.Segments.Length == 1);
            },
            "the segment to be sealed");
    }

    [Fact]
    public async Task Sync_Fails_NothingIsTakenUntilTheLogIsOpenedAnew()
    {
        await using var folder = new LogFolder();
        await folder.Open().CloseAsync();
        File.Delete(folder.Folder.Journal(0));
        SmallDisk.MakeForgetful(folder.Folder.Journal(0));
        folder.Open();

        // Many at once: those that gathered behind the failed sync must not be written either.
        var waiting = Enumerable.Range(0, 500).Select(i => Task.Run(() => NumberOfAsync(folder.Log, i))).ToArray();
        Assert.All(await Task.WhenAll(waiting), n => Assert.Equal(-1, n.Number));
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => folder.Log.AppendAsync(TestEntries.New(0)).AsTask());
        Assert.Contains("until the server is started again", refused.Message);
        Assert.Equal(0, folder.Store.Size);
        Assert.Equal(1, folder.Log.Commits);

        await folder.CloseAsync();
        File.Delete(folder.Folder.Journal(0));
        folder.Open();
        Assert.Equal(0, await folder.Log.AppendAsync(TestEntries.New(0)));
    }

    [Fact]
    public async Task Disk_Full_OverHttp_NothingIsAnsweredAndNothingIsDone()
    {
        var folder = RunningServer.NewFolder();
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var ledger = new LedgerFolder(new DataFolder(folder));
        Directory.CreateDirectory(ledger.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var disk = SmallDisk.Mount(ledger.Journals, kilobytes: 1024);
        var server = await BreakwaterServer.StartAsync(RunningServer.OptionsFor(folder));
        try
        {
            using var doors = new ServerDoors(server.Ready);
            var device = await doors.EnrolAsync();
            var owner = await doors.AddOwnerAsync(device);
            Assert.Equal(200, (await owner.SendAsync(HttpMethod.Patch, $"v1/devices/{device}/twin/desired", """{"a":1}""", "application/merge-patch+json")).Status);
            Assert.Equal(200, (await owner.GetAsync($"v1/devices/{device}/twin")).Status);

            disk.Fill();
            await ExhaustAsync(server);
            foreach (var (method, path, body) in ((HttpMethod, string, string?)[])[
                (HttpMethod.Get, $"v1/devices/{device}/twin", null),
                (HttpMethod.Get, "v1/devices", null),
                (HttpMethod.Get, $"v1/devices/{device}/telemetry/t", null),
                (HttpMethod.Post, $"v1/devices/{device}/commands", """{"name":"go"}"""),
                (HttpMethod.Patch, $"v1/devices/{device}/twin/desired", """{"a":2}""")])
            {
                var answer = await owner.SendAsync(method, path, body, method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
                Assert.Equal((503, ProblemCodes.Unavailable), (answer.Status, answer.Code));
                Assert.Contains("Retry-After: 1", answer.Headers);
                Assert.DoesNotContain(device.Id.ToString(), answer.Visible);
                Assert.DoesNotContain("desired", answer.Visible);
            }

            // A refusal is entered, too; what cannot be entered is not answered, the second time as little as the first.
            var unknown = $"v1/devices/{DeviceId.Create()}/twin";
            Assert.Equal((503, 503), ((await owner.GetAsync(unknown)).Status, (await owner.GetAsync(unknown)).Status));
            await Assert.ThrowsAsync<ProblemException>(() => doors.Admin.ListDevicesAsync());

            disk.Free();
            Assert.Empty((await owner.Client.ListCommandsAsync(device.Id)).Items);
            Assert.Equal(1, (await owner.Client.GetTwinAsync(device.Id)).Desired.State.GetProperty("a").GetInt32());
            Assert.Equal(404, (await owner.GetAsync(unknown)).Status);
        }
        finally
        {
            await server.DisposeAsync();
            disk.Dispose();
            RunningServer.Delete(folder);
        }
    }

    /// <summary>Takes what room the last page of the journal has.</summary>
    private static async Task ExhaustAsync(BreakwaterServer server)
    {
        var log = server.Services.GetRequiredService<LedgerLog>();
        while ((await NumberOfAsync(log, new LedgerEntry<SubjectId> { Time = TestEntries.Start, Type = EntryType.ApiOther, Operation = "", Role = "" })).Number >= 0)
        {
        }
    }

    private static Task<(long Number, byte[] Bytes)> NumberOfAsync(LedgerLog log, int entry) => NumberOfAsync(log, TestEntries.New(entry));

    private static async Task<(long Number, byte[] Bytes)> NumberOfAsync(LedgerLog log, LedgerEntry<SubjectId> entry)
    {
        try
        {
            return (await log.AppendAsync(entry), TestEntries.Bytes(entry));
        }
        catch (StoreUnavailableException)
        {
            return (-1, []);
        }
    }
}
