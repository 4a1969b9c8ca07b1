using System.Threading.Channels;
using Breakwater.Device.Connection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Device.Tests.Fakes;

/// <summary>A device with its authority, EST server and gateway, on a clock that the test turns.</summary>
internal sealed class TestDevice : IAsyncDisposable
{
    private readonly Channel<ConnectionChange> changes = Channel.CreateUnbounded<ConnectionChange>();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("breakwater-device-tests-");
    private DeviceClient? client;

    private TestDevice(TestAuthority authority, EstServer est, Gateway gateway)
    {
        Authority = authority;
        Est = est;
        Gateway = gateway;
        est.NotBefore = () => Time.GetUtcNow().AddMinutes(-1);
        Options = new DeviceOptions
        {
            Host = "127.0.0.1",
            MqttPort = gateway.Port,
            EstPort = est.Port,
            TrustAnchors = authority.Anchors,
            Serial = "serial-1",
            Claim = _ => ValueTask.FromResult(est.Claim),
            IdentityFolder = Path.Combine(folder.FullName, "identity"),
            KeepAlive = TimeSpan.FromSeconds(ushort.MaxValue), // a turned clock must not look like a silent server,
            ConnectTimeout = TimeSpan.FromHours(1), // nor like a slow one
        };
    }

    public TestAuthority Authority { get; }

    public EstServer Est { get; }

    public Gateway Gateway { get; set; }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    public DeviceOptions Options { get; set; }

    public DeviceClient Client => client ??= Create();

    public string KeyFile => Directory.EnumerateFiles(Options.IdentityFolder, "*.key").Single();

    public static async Task<TestDevice> StartAsync()
    {
        var authority = new TestAuthority();
        return new TestDevice(authority, await EstServer.StartAsync(authority), await Gateway.StartAsync(authority));
    }

    /// <summary>The next change to this state.</summary>
    public async Task<ConnectionChange> NextAsync(ConnectionState state)
    {
        while (true)
        {
            var change = await Wait.ForAsync(changes.Reader.ReadAsync().AsTask(), $"the state {state}");
            if (change.Current == state)
            {
                return change;
            }
        }
    }

    /// <summary>Turns the clock until the device does something, for waits of random length.</summary>
    public async Task<ConnectionChange> TurnUntilAsync(ConnectionState state, TimeSpan step)
    {
        var next = NextAsync(state);
        while (!next.IsCompleted)
        {
            Time.Advance(step);
            await Task.WhenAny(next, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
        }

        return await next;
    }

    /// <summary>
    /// Turns the clock to where something is due. A device that had read the clock but not yet set its timer looks again after
    /// <see cref="DeviceLoop.LongestWait"/>, so the clock is turned by that much more, a few times at most.
    /// </summary>
    public async Task TurnAsync(TimeSpan by, Task due)
    {
        Time.Advance(by);
        for (var looks = 0; looks < 3; looks++)
        {
            if (await Task.WhenAny(due, Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System)) == due)
            {
                break;
            }

            Time.Advance(DeviceLoop.LongestWait);
        }

        await due;
    }

    /// <summary>The same device after a power cycle.</summary>
    public async Task RestartAsync()
    {
        await Client.DisposeAsync();
        client = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (client is not null)
        {
            await client.DisposeAsync();
        }

        await Gateway.DisposeAsync();
        await Est.DisposeAsync();
        Authority.Dispose();
        folder.Delete(recursive: true);
    }

    private DeviceClient Create()
    {
        var created = new DeviceClient(Options, Time, NullLogger<DeviceClient>.Instance);
        created.StateChanged += change => changes.Writer.TryWrite(change);
        return created;
    }
}
