using System.Buffers;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Gateway.Limits;
using Breakwater.Server.Gateway.Outbound;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Gateway;

public sealed class AckQueueTests
{
    [Fact]
    public void AnyHistory_PaysInOrder_OnlyWhatIsDue() => Gen.Select(Gen.Int[0, 5], Gen.Int[1, 3]).Array[1, 80].Sample(steps =>
    {
        var queue = new AckQueue();
        var owed = new Queue<(ushort Id, long Batch)>();
        var (paid, expected) = (new List<ushort>(), new List<ushort>());
        var (committed, batch, failed) = (0L, 1L, long.MaxValue);
        ushort id = 0;
        foreach (var (step, by) in steps)
        {
            switch (step)
            {
                case 0 or 1:
                    Assert.Equal(committed >= batch, queue.AddPending(++id, batch));
                    owed.Enqueue((id, batch));
                    break;
                case 2:
                    queue.AddDue(++id, ReasonCode.NotAuthorized);
                    owed.Enqueue((id, 0));
                    break;
                case 3:
                    batch += by;
                    break;
                case 4 when batch > committed:
                    committed = batch;
                    queue.Commit(batch++);
                    break;
                case 5 when by == 3 && batch > committed && failed == long.MaxValue:
                    failed = batch;
                    queue.Fail(batch++);
                    break;
                default:
                    break;
            }

            var output = new ArrayBufferWriter<byte>();
            queue.WriteDue(output, MqttVersion.V311);
            for (var i = 0; i < output.WrittenCount; i += 4)
            {
                paid.Add((ushort)((output.WrittenSpan[i + 2] << 8) | output.WrittenSpan[i + 3]));
            }

            while (owed.TryPeek(out var next) && next.Batch <= committed && next.Batch < failed)
            {
                expected.Add(owed.Dequeue().Id);
            }

            Assert.Equal(expected, paid);
            Assert.Equal(owed.Count, queue.Count);
        }
    }, iter: 2000);

    [Fact]
    public void Fail_ThenALaterCommit_PaysNothingOfTheFailedBatch()
    {
        var queue = new AckQueue();
        queue.AddPending(1, 1);
        queue.AddPending(2, 2);
        queue.Fail(1);
        queue.Commit(2);
        var output = new ArrayBufferWriter<byte>();
        Assert.False(queue.WriteDue(output, MqttVersion.V500));
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public async Task RoomAsync_EndsWhenSomethingIsPaid()
    {
        var queue = new AckQueue();
        queue.AddPending(1, 1);
        var room = queue.RoomAsync(1);
        Assert.False(room.IsCompleted);
        queue.Commit(1);
        queue.WriteDue(new ArrayBufferWriter<byte>(), MqttVersion.V500);
        await room.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void RateLimit_WhoObeys_NeverExceedsRateAndBurst() => Gen.Select(Gen.Int[1, 100], Gen.Int[1, 200], Gen.Select(Gen.Int[1, 50], Gen.Int[0, 500]).Array[1, 60]).Sample(
        (rate, burst, takes) =>
        {
            var time = new FakeTimeProvider();
            var limit = new RateLimit(rate, burst, time);
            var (taken, elapsed) = (0d, 0d);
            foreach (var (tokens, idle) in takes)
            {
                var pause = limit.Take(tokens);
                taken += tokens;
                Assert.True(taken <= burst + (rate * (elapsed + pause.TotalSeconds)) + 0.01, $"{taken} tokens after {elapsed} s");
                Assert.True(pause == TimeSpan.Zero || pause.TotalSeconds <= (double)tokens / rate + 0.001);
                var next = pause + TimeSpan.FromMilliseconds(idle);
                time.Advance(next);
                elapsed += next.TotalSeconds;
            }
        },
        iter: 1000);

    [Fact]
    public void RateLimit_OfZero_NeverPauses() => Assert.Equal(TimeSpan.Zero, new RateLimit(0, 1, TimeProvider.System).Take(1_000_000));
}
