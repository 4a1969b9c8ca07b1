using System.Collections.Concurrent;
using System.Globalization;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Subjects;
using Breakwater.Server.Ledger.Verification;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Processes;
using Breakwater.Server.Tests.Hosting.Running;
using Breakwater.Transparency.Checkpoints;

namespace Breakwater.Server.Tests.Ledger;

/// <summary>
/// Law 8: a real server process is killed at random moments under load; every answer that a client saw has its entry, the ledger verifies, and it is consistent
/// with every checkpoint that was published before. <c>BREAKWATER_KILL_ROUNDS</c> sets the number of rounds, <c>BREAKWATER_KILL_SEED</c> the moments.
/// </summary>
public sealed class LedgerKillTests(ITestOutputHelper output)
{
    private const int Owners = 4;
    private const int CallersAnOwner = 4;

    private readonly ConcurrentDictionary<long, (string Operation, DeviceId Device)> seen = [];
    private readonly ConcurrentDictionary<string, byte> published = [];
    private EntryReferences? references;

    [Fact]
    public async Task SigKill_UnderLoad_EveryAnswerThatWasSeenHasItsEntry()
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("BREAKWATER_KILL_ROUNDS") ?? "3", CultureInfo.InvariantCulture);
        var seed = int.Parse(Environment.GetEnvironmentVariable("BREAKWATER_KILL_SEED") ?? $"{Random.Shared.Next(1_000_000)}", CultureInfo.InvariantCulture);
        output.WriteLine($"seed {seed}, {rounds} rounds");
        var (random, folder) = (new Random(seed), RunningServer.NewFolder());
        var server = await ServerProcess.StartAsync(folder, "logLevel=Warning");
        references = EntryReferences.OfFile(new LedgerFolder(new DataFolder(folder)).SubjectKeys);
        try
        {
            var people = new List<(EnrolledDevice Device, Owner Owner)>();
            for (var i = 0; i < Owners; i++)
            {
                var device = await server.Doors.EnrolAsync();
                people.Add((device, await server.Doors.AddOwnerAsync(device)));
            }

            for (var round = 1; round <= rounds; round++)
            {
                var moment = TimeSpan.FromMilliseconds(random.Next(100, 2500));
                await LoadAndKillAsync(server, people, moment);
                await server.DisposeAsync();
                Verify(folder);
                server = await ServerProcess.StartAsync(folder, "logLevel=Warning");
                await CheckEntriesAsync(server.Doors.Admin.Ledger);
                output.WriteLine($"round {round}: killed after {moment.TotalMilliseconds} ms; {seen.Count} answers seen, all with their entry; {published.Count} checkpoints, all consistent");
            }

            Assert.True(seen.Count > rounds, "Nobody saw an answer, so nothing is proven.");
            Assert.True(!published.IsEmpty, "No checkpoint was seen, so nothing is proven of any.");
            Assert.Contains(seen.Values, s => s.Operation == "twin:read");
            Assert.Contains(seen.Values, s => s.Operation == "commands:send");
            Assert.Equal(0, await server.TerminateAsync());
        }
        finally
        {
            await server.DisposeAsync();
            RunningServer.Delete(folder);
        }
    }

    private async Task LoadAndKillAsync(ServerProcess server, List<(EnrolledDevice Device, Owner Owner)> people, TimeSpan moment)
    {
        using var over = new CancellationTokenSource();
        var underWay = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var load = people.SelectMany(p => Enumerable.Range(0, CallersAnOwner).Select(i => CallAsync(server.Doors, p.Device.Id, p.Owner.Token.Token, i, underWay, over.Token)))
            .Append(WatchCheckpointsAsync(server.Doors.Admin.Ledger, over.Token)).ToArray();
        await Wait.ForAsync(Task.WhenAny(underWay.Task, Task.WhenAny(load)), "the first answer");
        await Task.Delay(moment, TimeProvider.System, TestContext.Current.CancellationToken);
        await server.KillAsync();
        await over.CancelAsync();
        await Wait.ForAsync(Task.WhenAll(load), "the callers to see that the server is gone");
    }

    /// <summary>Reads and commands by turns, until the server is gone.</summary>
    private async Task CallAsync(ServerDoors doors, DeviceId device, string token, int turn, TaskCompletionSource underWay, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            turn++;
            var (method, path, operation) = (turn % 4) switch
            {
                0 => (HttpMethod.Post, $"v1/devices/{device}/commands", "commands:send"),
                1 => (HttpMethod.Get, $"v1/devices/{device}/events", "events:read"),
                _ => (HttpMethod.Get, $"v1/devices/{device}/twin", "twin:read"),
            };
            try
            {
                using var request = new HttpRequestMessage(method, path);
                request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
                if (method == HttpMethod.Post)
                {
                    request.Content = new StringContent("""{"name":"go","expiresInSeconds":1}""", System.Text.Encoding.UTF8, "application/json");
                }

                using var response = await doors.Public.SendAsync(request, over);
                Assert.True(response.IsSuccessStatusCode || response.StatusCode == System.Net.HttpStatusCode.TooManyRequests, $"{response.StatusCode}");
                var entry = references!.Open(EntryReference.Parse(response.Headers.GetValues("Breakwater-Entry").Single())).Entry;
                Assert.True(seen.TryAdd(entry, (operation, device)), $"entry {entry} was told of twice");
                underWay.TrySetResult();
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task WatchCheckpointsAsync(LedgerClient ledger, CancellationToken over)
    {
        try
        {
            while (true)
            {
                published.TryAdd(await ledger.GetCheckpointAsync(over), 0);
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, over);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or ProblemException)
        {
            // The server is gone, or nothing is signed yet.
        }
    }

    private void Verify(string folder)
    {
        var data = new DataFolder(folder);
        foreach (var text in published.Keys.Append(File.ReadAllText($"{folder}.checkpoint")))
        {
            Assert.True(SignedCheckpoint.TryParse(text, out var checkpoint));
            Assert.Null(LedgerVerification.Verify(data, checkpoint, null, TestContext.Current.CancellationToken).Fault);
        }
    }

    private async Task CheckEntriesAsync(LedgerClient ledger)
    {
        var missing = seen.Keys.ToHashSet();
        string? cursor = null;
        do
        {
            var page = await ledger.ListEntriesAsync(null, newestFirst: false, cursor: cursor, limit: 500);
            foreach (var entry in page.Items)
            {
                if (seen.TryGetValue(entry.Entry, out var expected))
                {
                    Assert.Equal(expected.Operation, entry.Body.GetProperty("api").GetProperty("operation").GetString());
                    Assert.Equal(expected.Device.ToString(), entry.Body.GetProperty("device").GetProperty("uid").GetString());
                    missing.Remove(entry.Entry);
                }
            }

            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Empty(missing);
    }
}
