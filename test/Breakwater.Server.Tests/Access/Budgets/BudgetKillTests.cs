using System.Globalization;
using System.Net;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Tests.Hosting.Processes;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Access.Budgets;

/// <summary>
/// An owner's token is used beyond its budget while a real server process is killed and started again: by the ledger, which commits before any answer leaves, the
/// distinct devices never exceed the budget in any window. <c>BREAKWATER_BUDGET_KILLS</c> sets the number of rounds, <c>BREAKWATER_KILL_SEED</c> the moments.
/// </summary>
public sealed class BudgetKillTests(ITestOutputHelper output)
{
    private const int Budget = 4;
    private const int Devices = 16;
    private const int Callers = 8;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Between the decision and the entry, both ways: an entry can be late by what a busy machine makes it wait.</summary>
    private static readonly TimeSpan EntryLate = TimeSpan.FromSeconds(5);

    private static readonly string[] Settings =
        ["logLevel=Error", string.Create(CultureInfo.InvariantCulture, $"access.ownerReachBudget={Budget}"), "access.reachWindow=1m", "access.usesAtOnce=64"];

    [Fact]
    public async Task SigKill_WhileABudgetIsUsedUp_GivesNoneBack()
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("BREAKWATER_BUDGET_KILLS") ?? "3", CultureInfo.InvariantCulture);
        var seed = int.Parse(Environment.GetEnvironmentVariable("BREAKWATER_KILL_SEED") ?? $"{Random.Shared.Next(1_000_000)}", CultureInfo.InvariantCulture);
        output.WriteLine($"seed {seed}, {rounds} rounds");
        var (random, folder) = (new Random(seed), RunningServer.NewFolder());
        var server = await ServerProcess.StartAsync(folder, Settings);
        try
        {
            var devices = new EnrolledDevice[Devices];
            for (var i = 0; i < Devices; i++)
            {
                devices[i] = await server.Doors.EnrolAsync();
            }

            var owner = await server.Doors.AddOwnerAsync(devices);
            var (granted, refused) = (0, 0);
            for (var round = 1; round <= rounds; round++)
            {
                var moment = TimeSpan.FromMilliseconds(random.Next(0, 1500));
                var seen = await ReadAndKillAsync(server, owner.Token.Token, devices, random, moment);
                (granted, refused) = (granted + seen.Granted, refused + seen.Refused);
                await server.DisposeAsync();
                server = await ServerProcess.StartAsync(folder, Settings);
                var (accesses, most) = await MostInAWindowAsync(server.Doors.Admin.Ledger, owner.Person.Id);
                output.WriteLine(
                    $"round {round}: killed after {moment.TotalMilliseconds} ms; {seen.Granted} answers and {seen.Refused} refusals seen; "
                    + $"by the ledger {accesses} accesses so far, at most {most} distinct devices in a window of {Window.TotalSeconds} s, budget {Budget}");
                Assert.True(most <= Budget, $"By the ledger {most} distinct devices were reached in a window where the budget is {Budget}.");
            }

            Assert.True(granted > 0 && refused > 0, "The budget was never reached, so nothing is proven.");
            Assert.Equal(0, await server.TerminateAsync());
        }
        finally
        {
            await server.DisposeAsync();
            RunningServer.Delete(folder);
        }
    }

    private static async Task<(int Granted, int Refused)> ReadAndKillAsync(
        ServerProcess server, string token, EnrolledDevice[] devices, Random random, TimeSpan moment)
    {
        using var over = new CancellationTokenSource();
        var underWay = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (granted, refused) = (0, 0);
        var orders = Enumerable.Range(0, Callers).Select(_ => Enumerable.Range(0, 20).SelectMany(_ => random.GetItems(devices, Devices)).ToArray()).ToArray();
        var callers = orders.Select(CallAsync).ToArray();
        await Wait.ForAsync(Task.WhenAny(underWay.Task, Task.WhenAny(callers)), "the first answer");
        await Task.Delay(moment, TimeProvider.System, TestContext.Current.CancellationToken);
        await server.KillAsync();
        await over.CancelAsync();
        await Wait.ForAsync(Task.WhenAll(callers), "the callers to see that the server is gone");
        return (granted, refused);

        async Task CallAsync(EnrolledDevice[] order)
        {
            for (var i = 0; !over.IsCancellationRequested; i++)
            {
                try
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/devices/{order[i % order.Length]}/twin");
                    request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
                    using var response = await server.Doors.Public.SendAsync(request, over.Token);
                    Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, $"{response.StatusCode}");
                    _ = response.IsSuccessStatusCode ? Interlocked.Increment(ref granted) : Interlocked.Increment(ref refused);
                    underWay.TrySetResult();
                }
                catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
                {
                    return;
                }
            }
        }
    }

    /// <summary>How many accesses the ledger has of the owner, and how many distinct devices in the window that has most of them.</summary>
    private static async Task<(int Accesses, int Most)> MostInAWindowAsync(LedgerClient ledger, PrincipalId owner)
    {
        var accesses = new List<(DateTimeOffset At, string Device)>();
        string? cursor = null;
        do
        {
            var page = await ledger.ListEntriesAsync(new LedgerQuestion(LedgerSubjectKind.Principal, owner.ToString()), newestFirst: false, cursor: cursor, limit: 500);
            foreach (var entry in page.Items.Where(e => e.Body.GetProperty("status_id").GetInt32() == 1 && e.Body.TryGetProperty("api", out var api) && api.GetProperty("operation").GetString() == "twin:read"))
            {
                accesses.Add((
                    DateTimeOffset.FromUnixTimeMilliseconds(entry.Body.GetProperty("time").GetInt64()), entry.Body.GetProperty("device").GetProperty("uid").GetString()!));
            }

            cursor = page.Next;
        }
        while (cursor is not null);
        var (most, from) = (0, 0);
        var inside = new Dictionary<string, int>();
        foreach (var (at, device) in accesses)
        {
            inside[device] = inside.GetValueOrDefault(device) + 1;
            for (; accesses[from].At <= at - Window + EntryLate; from++)
            {
                if (--inside[accesses[from].Device] == 0)
                {
                    inside.Remove(accesses[from].Device);
                }
            }

            most = Math.Max(most, inside.Count);
        }

        return (accesses.Count, most);
    }
}
