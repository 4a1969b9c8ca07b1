using System.Text;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Telemetry;

namespace Breakwater.Server.Tests.Storage;

public sealed class ChunkReaderTests(ITestOutputHelper output)
{
    [Fact]
    public void Read_GivesWhatWasPacked()
    {
        var seed = Random.Shared.Next(1_000_000);
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 50; round++)
        {
            var points = Enumerable.Range(0, random.Next(1, 60)).Select(_ => Point(random)).ToArray();
            var (data, rawLength) = ChunkFormat.Pack(points);
            Assert.Equal(points.Select(Text), Read(data, rawLength));
        }
    }

    [Fact]
    public void Read_Damaged_SaysSo()
    {
        var (data, rawLength) = ChunkFormat.Pack([.. Enumerable.Range(0, 50).Select(i => new StoredPoint(i, Encoding.UTF8.GetBytes($"point {i}")))]);
        Assert.Throws<StoreUnavailableException>(() => Read(data[..^3], rawLength));
        Assert.Throws<StoreUnavailableException>(() => Read(data, rawLength - 1));
        Assert.Throws<StoreUnavailableException>(() => Read([.. data.Reverse()], rawLength));
    }

    /// <summary>What a chunk claims to unpack to is not set aside before it is there.</summary>
    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void Read_ClaimOfAnyLength_TakesNoMemory(int claimed)
    {
        var (data, _) = ChunkFormat.Pack([new StoredPoint(1, "x"u8.ToArray())]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<StoreUnavailableException>(() => Read(data, claimed));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024 * 1024);
    }

    private static StoredPoint Point(Random random)
    {
        var payload = new byte[random.Next(8) == 0 ? random.Next(200_000) : random.Next(300)];
        if (random.Next(2) == 0)
        {
            random.NextBytes(payload);
        }

        return new StoredPoint(random.NextInt64(), payload);
    }

    private static List<string> Read(byte[] data, int rawLength)
    {
        using var chunk = new ChunkReader(data, rawLength);
        var read = new List<string>();
        while (chunk.Read())
        {
            read.Add(Text(new StoredPoint(chunk.AtMicros, chunk.Payload.ToArray())));
        }

        return read;
    }

    private static string Text(StoredPoint point) => $"{point.AtMicros} {Convert.ToHexString(point.Payload.Span)}";
}
