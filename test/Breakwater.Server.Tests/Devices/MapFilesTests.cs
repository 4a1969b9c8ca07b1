using System.Text;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Devices.Live;
using Breakwater.Server.Devices.Maps;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Blobs;
using Breakwater.Server.Tests.Access;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Server.Tests.Devices;

/// <summary>A map that was acknowledged is there (law 9), and a file that no map names is not.</summary>
public sealed class MapFilesTests : IAsyncLifetime
{
    private readonly DataFolder folder = new(RunningServer.NewFolder());
    private readonly TestGate gate = new();
    private Database database = null!;
    private MapStore maps = null!;

    public async ValueTask InitializeAsync()
    {
        database = await Database.OpenAsync(folder, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        maps = new MapStore(database, new BlobStore(folder), new LiveFeeds(), new DeviceLimits { MapVersions = 1 }, TimeProvider.System, NullLogger<MapStore>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await gate.DisposeAsync();
        await database.DisposeAsync();
        RunningServer.Delete(folder.Path);
    }

    /// <summary>The devices of a pair send the same two maps in turn, and each forgets the one when it sends the other: it is an orphan of one while the other sends it.</summary>
    [Fact]
    public async Task SameContent_OfTwoDevices_IsThereForEach_HoweverItComesAndGoes()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            var device = DeviceId.Create();
            byte[][] contents = [[1, (byte)(worker / 2)], [2, (byte)(worker / 2)]];
            for (var i = 0; i < 200; i++)
            {
                var content = contents[i % 2];
                Assert.NotNull(await PutAsync(device, content));
                using var lease = gate.Open();
                var permit = Permit.Mint.Of(Principal.Credentials.OfSocket(), DeviceAction.ReadMaps, device, PermitTerms.Socket, lease);
                var found = await maps.OpenAsync(permit, "m", null, TestContext.Current.CancellationToken);
                await using var stream = found!.Value.Content;
                var read = new byte[content.Length];
                await stream.ReadExactlyAsync(read, TestContext.Current.CancellationToken);
                Assert.Equal(content, read);
            }
        })));
    }

    /// <summary>The failure that counts is told, and not that of the cleaning up.</summary>
    [Fact]
    public async Task FolderThatIsGone_IsAFailureOfTheStore()
    {
        await File.WriteAllTextAsync(folder.Blobs, "no folder", TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => PutAsync(DeviceId.Create(), "late"u8.ToArray()));
    }

    [Fact]
    public async Task MapThatIsRefused_LeavesNoFile()
    {
        var device = DeviceId.Create();
        Assert.NotNull(await PutAsync(device, "kept"u8.ToArray()));
        var permit = await gate.SelfAsync(TestGate.Device(device), DeviceAction.PublishMap);
        permit.Lease.Dispose();
        await Assert.ThrowsAsync<GuardMovedException>(() => maps.PutAsync(permit, "m", "text/plain", "late"u8.ToArray(), CancellationToken.None));
        Assert.Equal("kept", Encoding.UTF8.GetString(await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(folder.Blobs, "*", SearchOption.AllDirectories)), TestContext.Current.CancellationToken)));

        // Nor does it take one that a map names.
        await Assert.ThrowsAsync<GuardMovedException>(() => maps.PutAsync(permit, "m", "text/plain", "kept"u8.ToArray(), CancellationToken.None));
        Assert.Single(Directory.GetFiles(folder.Blobs, "*", SearchOption.AllDirectories));
    }

    private async Task<MapSummary?> PutAsync(DeviceId device, byte[] content)
    {
        var permit = await gate.SelfAsync(TestGate.Device(device), DeviceAction.PublishMap);
        using var lease = permit.Lease;
        return await maps.PutAsync(permit, "m", "text/plain", content, CancellationToken.None);
    }
}
