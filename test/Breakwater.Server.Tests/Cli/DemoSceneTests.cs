using Breakwater.Cli.Drilling;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Tests.Cli;

public sealed class DemoSceneTests
{
    [Fact]
    public void Lines_EndWhatTheyPrint()
    {
        var ready = new ServerReady("ready", "1", 1, "/d", "/d/ca.pem", "/d/admin.sock", new Dictionary<string, string> { ["public-https"] = "127.0.0.1:7443" }, []);
        var lines = DemoScene.LinesFor(ready, "bwo_1", [DeviceId.Create(), DeviceId.Create(), DeviceId.Create()]);
        Assert.All(lines, line => Assert.StartsWith(@"curl -sS -w '\n' --cacert '/d/ca.pem'", line.Paste, StringComparison.Ordinal));
    }
}
