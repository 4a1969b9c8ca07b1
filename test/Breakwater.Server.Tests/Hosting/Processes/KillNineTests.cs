using System.Globalization;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Devices;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Hosting.Processes;

/// <summary>
/// Law 9: acknowledged means on disk. A real server process is killed at random moments under load and started again on its folder; everything that
/// anybody was told must be there, of all rounds so far. <c>BREAKWATER_KILL_ROUNDS</c> sets the number of rounds, <c>BREAKWATER_KILL_SEED</c> the moments.
/// </summary>
public sealed class KillNineTests(ITestOutputHelper output)
{
    private const int Devices = 4;

    // Compaction at work while the process dies, and nothing that slows the devices.
    private static readonly string[] Settings =
        ["devices.commandHistory=100000", "telemetry.compactAfter=1s", "telemetry.compactAfterBytes=65536", "gateway.publishRate=0", "gateway.byteRate=0", "logLevel=Warning"];

    [Fact]
    public async Task SigKill_UnderLoad_LosesNothingAcknowledged()
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("BREAKWATER_KILL_ROUNDS") ?? "3", CultureInfo.InvariantCulture);
        var seed = int.Parse(Environment.GetEnvironmentVariable("BREAKWATER_KILL_SEED") ?? $"{Random.Shared.Next(1_000_000)}", CultureInfo.InvariantCulture);
        output.WriteLine($"seed {seed}, {rounds} rounds");
        var (random, folder) = (new Random(seed), RunningServer.NewFolder());
        var server = await ServerProcess.StartAsync(folder, Settings);
        try
        {
            var records = new List<KillRecord>();
            for (var i = 0; i < Devices; i++)
            {
                var device = await server.Doors.EnrolAsync();
                records.Add(new KillRecord(device, await server.Doors.AddOwnerAsync(device)));
            }

            for (var round = 1; round <= rounds; round++)
            {
                var moment = TimeSpan.FromMilliseconds(random.Next(200, 2000));
                await LoadAndKillAsync(server, records, moment);
                await server.DisposeAsync();
                await CheckFilesAsync(folder);
                server = await ServerProcess.StartAsync(folder, Settings);
                await CheckAsync(server.Doors, records);
                output.WriteLine(
                    $"round {round}: killed after {moment.TotalMilliseconds} ms; acknowledged and found so far: {records.Sum(r => r.Telemetry.Count)} points, "
                    + $"{records.Sum(r => r.PatchesAcknowledged)} patches, {records.Sum(r => r.Commands.Count)} commands "
                    + $"({records.Sum(r => r.Commands.Values.Count(s => s == CommandState.Acknowledged))} of them answered)");
            }

            Assert.All(records, r => Assert.True(!r.Telemetry.IsEmpty && r.PatchesAcknowledged > 0 && !r.Commands.IsEmpty, "A device was told nothing, so nothing is proven of it."));
            Assert.Equal(0, await server.TerminateAsync());
        }
        finally
        {
            await server.DisposeAsync();
            RunningServer.Delete(folder);
        }
    }

    private static async Task LoadAndKillAsync(ServerProcess server, List<KillRecord> records, TimeSpan moment)
    {
        var busy = records.Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        var loads = records.Select((r, i) => new KillLoad(server.Doors, r, busy[i]).RunAsync()).ToArray();
        await Wait.ForAsync(Task.WhenAny(Task.WhenAll(busy.Select(b => b.Task)), Task.WhenAny(loads)), "every device to be under way");
        await Task.Delay(moment, TimeProvider.System, TestContext.Current.CancellationToken);
        await server.KillAsync();
        await Wait.ForAsync(Task.WhenAll(loads), "the devices to see that the server is gone");
    }

    /// <summary>Of copies: looking must not mend anything.</summary>
    private static async Task CheckFilesAsync(string folder)
    {
        var copies = Directory.CreateTempSubdirectory("bw-copy-").FullName;
        foreach (var file in Directory.GetFiles(folder, "*.db*"))
        {
            File.Copy(file, Path.Combine(copies, Path.GetFileName(file)));
        }

        foreach (var name in (string[])["breakwater.db", "telemetry.db"])
        {
            Assert.Equal("ok", await SqliteFile.ExecuteAsync(Path.Combine(copies, name), "PRAGMA integrity_check"));
        }

        Directory.Delete(copies, recursive: true);
    }

    private static async Task CheckAsync(ServerDoors doors, List<KillRecord> records)
    {
        foreach (var record in records)
        {
            var client = new FleetClient(doors.Public, record.Token.Token);
            var found = new HashSet<int>();
            string? cursor = null;
            do
            {
                var page = await client.GetTelemetryAsync(record.Device.Id, "load", limit: 5000, cursor: cursor);
                found.UnionWith(page.Items.Select(p => p.Value!.Value.GetProperty("n").GetInt32()));
                cursor = page.Next;
            }
            while (cursor is not null);
            Assert.Empty(record.Telemetry.Keys.Except(found));

            var reported = (await client.GetTwinAsync(record.Device.Id)).Reported;
            Assert.True(
                record.ReportedAcknowledged == 0 || reported.State.GetProperty("n").GetInt32() >= record.ReportedAcknowledged,
                $"patch {record.ReportedAcknowledged} was acknowledged, the twin says {reported.State}");
            foreach (var (id, state) in record.Commands)
            {
                var now = (await client.GetCommandAsync(record.Device.Id, id)).State;
                Assert.True(now >= state, $"command {id} was {state}, and is {now} after the restart");
            }
        }
    }
}
