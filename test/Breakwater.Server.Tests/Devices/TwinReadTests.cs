using System.Text;
using System.Text.Json;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Devices.Twins;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Server.Tests.Devices;

/// <summary>Reading a twin costs what its answer takes, whatever is in it.</summary>
public sealed class TwinReadTests(ITestOutputHelper output)
{
    private const int Reads = 50;

    [Fact]
    public async Task Read_OfALargeTwin_TakesNoMemoryForWhatIsInIt()
    {
        var folder = new DataFolder(RunningServer.NewFolder());
        await using (var database = await Database.OpenAsync(folder, NullLoggerFactory.Instance, TestContext.Current.CancellationToken))
        {
            await using var db = database.Read();
            var limits = new DeviceLimits();
            var twin = await TwinState.LoadAsync(db, database, limits, TimeProvider.System, DeviceId.Create(), TestContext.Current.CancellationToken);
            var document = Encoding.UTF8.GetBytes($$"""{"a":[{{string.Join(',', Enumerable.Repeat("1", 30_000))}}]}""");
            Assert.Null((await twin.PatchDesiredAsync(new Always(), document, null)).Refusal);
            Assert.Null((await twin.ReportAsync(new Always(), document)).Refusal);

            using var answer = new MemoryStream(256 * 1024);
            Read(twin, answer);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Reads; i++)
            {
                Read(twin, answer);
            }

            var each = (GC.GetAllocatedBytesForCurrentThread() - before) / Reads;
            output.WriteLine($"{each} bytes a read of {answer.Length}");
            Assert.InRange(each, 0, 8 * 1024);
            Assert.True(JsonElement.DeepEquals(
                JsonElement.Parse(document), JsonElement.Parse(answer.ToArray()).GetProperty("reported").GetProperty("state")));
        }

        RunningServer.Delete(folder.Path);
    }

    private static void Read(TwinState twin, MemoryStream answer)
    {
        answer.SetLength(0);
        JsonSerializer.Serialize(answer, twin.ToAnswer(), TwinsJson.Default.TwinAnswer);
    }

    private sealed class Always : IWriteGuard
    {
        public bool Holds => true;

        public void Committed()
        {
        }
    }
}
