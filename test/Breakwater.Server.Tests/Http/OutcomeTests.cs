using System.Net.Http.Json;
using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Recording;
using Breakwater.Server.Hosting;
using Breakwater.Server.Http.Declaring;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Running;
using Breakwater.Server.People;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Running;
using Breakwater.Server.Tests.Ledger;
using Breakwater.Server.Tests.Ledger.Log;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Server.Tests.Http;

/// <summary>The ledger is stopped at each point of a request that changes something: the answer is true, and the entry comes.</summary>
public sealed class OutcomeTests
{
    [Fact]
    public async Task BeforeTheIntent_NothingIsDone_AndThatIsSaid()
    {
        await using var place = await Place.OpenAsync();
        await place.StopLedgerAsync();
        var refused = await Assert.ThrowsAsync<ProblemException>(() => place.Doors.Admin.AddOwnerAsync("nobody"));

        Assert.Equal((503, ProblemCodes.Unavailable), (refused.Problem.Status, refused.Problem.Code));
        place.Disk.Free();
        Assert.DoesNotContain((await place.Doors.Admin.ListOwnersAsync()).Items, p => p.Name == "nobody");
    }

    [Fact]
    public async Task BetweenIntentAndAct_AndAfterIt_ItIsDone_TheAnswerSaysSo_AndTheEntryComes()
    {
        await using var place = await Place.OpenAsync();
        using var answer = await place.ActWithoutLedgerAsync("late");

        Assert.Equal((201, "pending"), ((int)answer.StatusCode, answer.Headers.GetValues(AnswerHeaders.Recorded).Single()));
        var person = await answer.Content.ReadFromJsonAsync(ContractsJson.Default.Person, TestContext.Current.CancellationToken);
        await place.Keeper.KeepAsync(TimeSpan.Zero);
        Assert.Equal(1, place.Outbox.Waiting);
        place.Disk.Free();
        await place.Keeper.KeepAsync(TimeSpan.Zero);

        Assert.Equal(0, place.Outbox.Waiting);
        Assert.Contains((await place.Doors.Admin.ListOwnersAsync()).Items, p => p.Id == person!.Id);
        var entry = Assert.Single(await place.EntriesAsync(), e => e.Operation == "owner.added" && e.Details.ContainsKey("late"));
        var about = entry.About!.Value;
        Assert.Equal(person!.Id.ToString(), await place.NameAsync(about));
    }

    [Fact]
    public async Task AfterTheAct_TheServerEnds_TheNextEntersItBeforeAnybodyIsLetIn()
    {
        await using var place = await Place.OpenAsync();
        using var answer = await place.ActWithoutLedgerAsync("late");
        Assert.Equal(201, (int)answer.StatusCode);
        await place.RestartAsync();

        Assert.Single(await place.EntriesAsync(), e => e.Operation == "owner.added" && e.Details.ContainsKey("late"));
    }

    [Fact]
    public async Task FailsAfterItHasBegun_NobodyIsToldThatNothingWasDone()
    {
        var folder = RunningServer.NewFolder();
        var server = await BreakwaterServer.StartAsync(RunningServer.OptionsFor(folder), new ServerHooks { Endpoints = MapHalfDone });
        try
        {
            using var doors = new ServerDoors(server.Ready);
            var device = await doors.EnrolAsync();
            var owner = await doors.AddOwnerAsync(device);

            var half = await owner.SendAsync(HttpMethod.Post, $"v1/devices/{device}/half", "{}");
            var none = await owner.SendAsync(HttpMethod.Post, $"v1/devices/{device}/none", "{}");

            Assert.Equal((500, ProblemCodes.OutcomeUnknown), (half.Status, half.Code));
            Assert.Equal((503, ProblemCodes.Unavailable), (none.Status, none.Code));
            var named = half.Json.GetProperty("detail").GetString()!.Split(' ').Single(w => w.Length == 32);
            Assert.Equal(200, (await owner.GetAsync($"v1/entries/{named}/receipt")).Status);
        }
        finally
        {
            await server.DisposeAsync();
            RunningServer.Delete(folder);
        }
    }

    private static void MapHalfDone(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/devices/{device}/half", async Task<IResult> (Permit permit, Database database) =>
        {
            await database.WriteAsync(permit.Guard, db => db.Set<PersonRecord>().Any());
            throw new StoreUnavailableException("the second half");
        }).ForPeople(DeviceAction.SendCommand);
        routes.MapPost("/v1/devices/{device}/none", IResult (Permit permit) => throw new StoreUnavailableException("nothing")).ForPeople(DeviceAction.SendCommand);
    }

    /// <summary>A server whose ledger can be stopped: its disk is full.</summary>
    private sealed class Place : IAsyncDisposable
    {
        private readonly string folder;
        private readonly HttpClient raw;
        private BreakwaterServer server;

        private Place(string folder, SmallDisk disk, BreakwaterServer server)
        {
            (this.folder, Disk, this.server) = (folder, disk, server);
            Doors = new ServerDoors(server.Ready);
            raw = RawAdmin.Open(server.Ready.AdminSocket);
        }

        public SmallDisk Disk { get; }

        public ServerDoors Doors { get; private set; }

        public Outbox Outbox => server.Services.GetRequiredService<Outbox>();

        public OutboxKeeper Keeper => server.Services.GetRequiredService<OutboxKeeper>();

        private OpenLedger Ledger => server.Services.GetRequiredService<OpenLedger>();

        public static async Task<Place> OpenAsync()
        {
            var folder = RunningServer.NewFolder();
            var ledger = new LedgerFolder(new DataFolder(folder));
            Directory.CreateDirectory(ledger.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var disk = SmallDisk.Mount(ledger.Journals, kilobytes: 1024);
            return new Place(folder, disk, await BreakwaterServer.StartAsync(RunningServer.OptionsFor(folder)));
        }

        public Task<List<LedgerEntry<SubjectId>>> EntriesAsync() => new LedgerReading(Ledger).EntriesAsync();

        public Task<string?> NameAsync(SubjectId id) => new LedgerReading(Ledger).NameAsync(id);

        public async Task StopLedgerAsync()
        {
            Disk.Fill();
            try
            {
                while (true)
                {
                    // Takes what room the last page of the journal has.
                    await Ledger.Log.AppendAsync(new LedgerEntry<SubjectId> { Time = TestEntries.Start, Type = EntryType.ApiOther, Operation = "", Role = "" });
                }
            }
            catch (StoreUnavailableException)
            {
                // Now it takes nothing any more.
            }
        }

        /// <summary>Adds an owner; the ledger ends when the intent is in it, and the act can only be done after that.</summary>
        public async Task<HttpResponseMessage> ActWithoutLedgerAsync(string name)
        {
            await Doors.Admin.AddOwnerAsync("first");
            var intents = (await EntriesAsync()).Count(IsIntent);
            await using var held = await SqliteFile.OpenAsync(new DataFolder(folder).Database);
            await SqliteFile.ExecuteAsync(held, "BEGIN IMMEDIATE");
            var acting = raw.PostAsJsonAsync("owners", new PersonRequest(name), ContractsJson.Default.PersonRequest, TestContext.Current.CancellationToken);
            await Wait.UntilAsync(async () => (await EntriesAsync()).Count(IsIntent) > intents, "the intent");
            await StopLedgerAsync();
            await SqliteFile.ExecuteAsync(held, "ROLLBACK");
            return await Wait.ForAsync(acting, "the answer");
        }

        public async Task RestartAsync()
        {
            Doors.Dispose();
            await server.DisposeAsync();
            Disk.Free();
            server = await BreakwaterServer.StartAsync(RunningServer.OptionsFor(folder));
            Doors = new ServerDoors(server.Ready);
        }

        public async ValueTask DisposeAsync()
        {
            raw.Dispose();
            Doors.Dispose();
            await server.DisposeAsync();
            Disk.Dispose();
            RunningServer.Delete(folder);
        }

        private static bool IsIntent(LedgerEntry<SubjectId> entry) => entry.WayIn == "POST /admin/v1/owners";
    }
}
