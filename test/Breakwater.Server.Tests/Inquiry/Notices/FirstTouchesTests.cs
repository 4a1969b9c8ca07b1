using Breakwater.Contracts.Ids;
using Breakwater.Server.Devices.Live;
using Breakwater.Server.Inquiry.Notices;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Server.Tests.Inquiry.Notices;

public sealed class FirstTouchesTests : IAsyncLifetime
{
    private readonly DataFolder folder = new(RunningServer.NewFolder());
    private Database database = null!;

    public async ValueTask InitializeAsync() => database = await Database.OpenAsync(folder, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        RunningServer.Delete(folder.Path);
    }

    [Fact]
    public async Task MoreThanAreRemembered_AreAskedAgain_AndNoticedOnce()
    {
        var touches = new FirstTouches(database, new LiveFeeds(), TimeProvider.System) { Cached = 10 };
        var entry = new LedgerEntry<SubjectId> { Type = EntryType.ApiRead, Operation = "twin:read", Role = "service", Actor = SubjectId.From(7) };
        var devices = Enumerable.Range(0, 25).Select(i => (DeviceId.Create(), (long)i)).ToArray();
        for (var round = 0; round < 2; round++)
        {
            foreach (var some in devices.Chunk(4))
            {
                await touches.NoteAsync(entry, some);
                Assert.InRange(touches.Known, 1, 10);
            }
        }

        await using var db = database.Read();
        Assert.Equal(devices.Length, await db.Set<NoticeRecord>().CountAsync(TestContext.Current.CancellationToken));
    }
}
