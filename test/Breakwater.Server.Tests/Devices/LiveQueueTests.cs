using System.Text;
using System.Text.Json;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Devices.Live;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Devices.Telemetry;
using Breakwater.Server.Tests.Access;

namespace Breakwater.Server.Tests.Devices;

/// <summary>What waits for a watcher is bounded in number and in bytes; the oldest goes first.</summary>
public sealed class LiveQueueTests(ITestOutputHelper output) : IAsyncDisposable
{
    private readonly TestGate gate = new();
    private readonly LiveFeeds feeds = new();
    private readonly DeviceId device = DeviceId.Create();

    [Fact]
    public void Waiting_OfAnySizes_IsTheNewestThatFit()
    {
        var seed = Random.Shared.Next(1_000_000);
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 20; round++)
        {
            using var watch = feeds.Subscribe(Watching());
            var expected = new List<LiveItem>();
            var largest = random.Next(3) switch { 0 => 100, 1 => 20_000, _ => 1_500_000 };
            for (var i = 0; i < 600; i++)
            {
                if (random.Next(4) == 0)
                {
                    Assert.Equal(expected.Count > 0, watch.TryTake(out var taken));
                    Assert.Same(expected.FirstOrDefault(), taken);
                    expected = [.. expected.Skip(1)];
                }

                var item = new LiveItem(LiveEvents.Telemetry, new byte[random.Next(largest)], null);
                feeds.Publish(Watching(), item);
                expected.Add(item);
                while (expected.Count > 1 && (expected.Count > LiveSubscription.Capacity || expected.Sum(e => (long)e.Json.Length) > LiveSubscription.CapacityBytes))
                {
                    expected.RemoveAt(0);
                }
            }

            foreach (var item in expected)
            {
                Assert.True(watch.TryTake(out var waiting));
                Assert.Same(item, waiting);
            }

            Assert.False(watch.TryTake(out _));
        }
    }

    [Fact]
    public async Task Take_BeforeTheEvent_GetsIt()
    {
        using var watch = feeds.Subscribe(Watching());
        var taking = watch.TakeAsync(TestContext.Current.CancellationToken);
        Assert.False(taking.IsCompleted);
        var item = new LiveItem(LiveEvents.Telemetry, "{}"u8.ToArray(), null);
        feeds.Publish(Watching(), item);
        Assert.Same(item, await taking);
    }

    [Fact]
    public void WhoWaitsForACommand_LosesNothingToTelemetry()
    {
        using var watch = feeds.Subscribe(Watching(), LiveEvents.Command);
        Assert.True(feeds.IsWatched(Watching(), LiveEvents.Command));
        Assert.False(feeds.IsWatched(Watching(), LiveEvents.Telemetry));
        var ended = new LiveItem(LiveEvents.Command, "{}"u8.ToArray(), new CommandChange(CommandId.CreateAfter(default, DateTimeOffset.UnixEpoch), IsFinal: true));
        feeds.Publish(Watching(), ended);
        for (var i = 0; i < 1000; i++)
        {
            feeds.Publish(Watching(), new LiveItem(LiveEvents.Telemetry, new byte[100_000], null));
        }

        Assert.True(watch.TryTake(out var first));
        Assert.Same(ended, first);
        Assert.False(watch.TryTake(out _));
    }

    [Fact]
    public void Item_IsOneLine_AndAsLongAsItsPayload()
    {
        var payload = Encoding.UTF8.GetBytes($"{{\r\n \"a\" :\n[1,\r\"{new string('<', 1000)}é\"]}}");
        var live = new LivePointAnswer("s", PointAnswer.Of(DateTimeOffset.UnixEpoch, payload));
        var item = LiveItem.Of(LiveEvents.Telemetry, live, TelemetryJson.Default.LivePointAnswer);
        Assert.True(item.Json.Span.IndexOfAny((byte)'\r', (byte)'\n') < 0);
        Assert.InRange(item.Json.Length, payload.Length, payload.Length + 100);
        Assert.True(JsonElement.DeepEquals(
            JsonElement.Parse(payload), JsonElement.Parse(item.Json.Span).GetProperty("point").GetProperty("value")));
        Assert.NotNull(Json.TryElement(item.Json.Span));
    }

    public ValueTask DisposeAsync() => gate.DisposeAsync();

    private Permit Watching() =>
        Permit.Mint.Of(Principal.Credentials.OfSocket(), DeviceAction.WatchLive, device, PermitTerms.Socket, gate.Open());
}
