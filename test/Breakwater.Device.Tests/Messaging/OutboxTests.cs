using Breakwater.Device.Messaging;
using Breakwater.Device.Tests.Fakes;

namespace Breakwater.Device.Tests.Messaging;

public sealed class OutboxTests
{
    [Fact]
    public async Task PostAsync_FullAndDropOldest_DropsTheOldestUnsent()
    {
        var outbox = new Outbox(2, QueueFullPolicy.DropOldest);
        var sending = Post(outbox, "1");
        await outbox.TakeAsync(TestContext.Current.CancellationToken);
        var oldest = Post(outbox, "2");
        var newest = Post(outbox, "3");

        Assert.Equal(PublishResult.Dropped, await oldest);
        Assert.False(sending.IsCompleted);
        Assert.False(newest.IsCompleted);
    }

    [Fact]
    public async Task PostAsync_FullAndDropNewest_DropsTheNewOne()
    {
        var outbox = new Outbox(1, QueueFullPolicy.DropNewest);
        var first = Post(outbox, "1");

        Assert.Equal(PublishResult.Dropped, await Post(outbox, "2"));
        Assert.False(first.IsCompleted);
    }

    [Fact]
    public async Task PostAsync_FullAndWait_WaitsForRoom()
    {
        var outbox = new Outbox(1, QueueFullPolicy.Wait);
        var first = Post(outbox, "1");
        var second = Post(outbox, "2");
        var node = await outbox.TakeAsync(TestContext.Current.CancellationToken);

        outbox.Complete(node, PublishResult.Acknowledged);
        var next = await Wait.ForAsync(outbox.TakeAsync(TestContext.Current.CancellationToken), "the second message");

        Assert.Equal(PublishResult.Acknowledged, await first);
        Assert.Equal("2", next.Value.Topic);
        Assert.False(second.IsCompleted);
    }

    [Fact]
    public async Task Rewind_InFlight_ComesAgainInOrder()
    {
        var outbox = new Outbox(10, QueueFullPolicy.Wait);
        _ = Post(outbox, "1");
        _ = Post(outbox, "2");
        _ = Post(outbox, "3");
        await outbox.TakeAsync(TestContext.Current.CancellationToken);
        await outbox.TakeAsync(TestContext.Current.CancellationToken);

        outbox.Rewind();

        foreach (var expected in (string[])["1", "2", "3"])
        {
            Assert.Equal(expected, (await outbox.TakeAsync(TestContext.Current.CancellationToken)).Value.Topic);
        }
    }

    [Fact]
    public async Task Close_Waiting_AreStopped()
    {
        var outbox = new Outbox(10, QueueFullPolicy.Wait);
        var waiting = Post(outbox, "1");

        outbox.Close();

        Assert.Equal(PublishResult.Stopped, await waiting);
        Assert.Equal(PublishResult.Stopped, await Post(outbox, "2"));
    }

    private static Task<PublishResult> Post(Outbox outbox, string topic) => outbox.PostAsync(new OutboundMessage(topic, default), TestContext.Current.CancellationToken);
}
