using Breakwater.Drills.Processes;

namespace Breakwater.Drills.Tests.Processes;

public sealed class ChildProcessTests
{
    [Fact]
    public async Task ReadLineAsync_ChildFails_HasItsLastWords()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs a shell.");
        await using var child = ChildProcess.Start("test", new ChildCommand("/bin/sh", ["-c"]), ["echo one; read line; echo why >&2; exit 3"], TimeProvider.System);
        var first = await child.ReadLineAsync(TestContext.Current.CancellationToken);
        await child.WriteLineAsync("go");

        var failure = await Assert.ThrowsAsync<ChildFailedException>(() => child.ReadLineAsync(TestContext.Current.CancellationToken));

        Assert.Equal("one", first);
        Assert.Contains("test process", failure.Message);
    }

    [Fact]
    public async Task DisposeAsync_ChildRuns_EndsIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs a shell.");
        var child = ChildProcess.Start("test", new ChildCommand("/bin/sh", ["-c"]), ["echo $$; exec tail -f /dev/null"], TimeProvider.System);
        var id = int.Parse(await child.ReadLineAsync(TestContext.Current.CancellationToken));
        var memory = child.PeakMemory();

        await child.DisposeAsync();

        Assert.Throws<ArgumentException>(() => System.Diagnostics.Process.GetProcessById(id));
        Assert.True(memory > 0 || !OperatingSystem.IsLinux());
    }
}
