using Breakwater.Server.Hosting;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Checkpoints;
using Breakwater.Server.Rooms;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Ledger.Checkpoints;

public sealed class LedgerKeyTests : IDisposable
{
    private readonly LedgerFolder folder = new(RunningServer.NewFolder());

    public void Dispose() => Directory.Delete(folder.Path, recursive: true);

    [Fact]
    public void Open_FirstTime_MakesAKey_AndOpensItAgain()
    {
        var made = LedgerKey.Open(folder, "log.example/a")!;
        Assert.Equal("log.example/a", made.Origin);
        Assert.Equal(DurableFile.OwnerOnly, File.GetUnixFileMode(folder.Key));
        var opened = LedgerKey.Open(folder, "another")!;
        Assert.Equal(made.Signer.Verifier.ToString(), opened.Signer.Verifier.ToString());
        Assert.Equal([made.Signer.Verifier.ToString()], opened.All.Select(k => k.ToString()));
    }

    [Fact]
    public void Open_KeyIsMissing_ThoughTheLogWasSigned_MakesNone()
    {
        LedgerKey.Open(folder, null);
        File.Delete(folder.Key);
        Assert.Null(LedgerKey.Open(folder, null));
        Assert.False(File.Exists(folder.Key));
        Assert.Equal(2, LogName.Of(LedgerKey.Supersede(folder).Origin).Generation);
        Assert.NotNull(LedgerKey.Open(folder, null));
    }

    [Fact]
    public void Open_KeyThatWasSuperseded_IsNotTaken()
    {
        LedgerKey.Open(folder, null);
        var old = File.ReadAllText(folder.Key);
        var next = LedgerKey.Supersede(folder);
        Assert.NotEqual(old, File.ReadAllText(folder.Key));
        DurableFile.Write(folder.Key, old, DurableFile.OwnerOnly);
        Assert.Null(LedgerKey.Open(folder, null));
        Assert.Equal(3, LogName.Of(LedgerKey.Supersede(folder).Origin).Generation);
        Assert.Equal(LogName.Of(next.Origin).Base, LogName.Of(LedgerKey.Open(folder, null)!.Origin).Base);
    }

    [Fact]
    public void Open_EndedBetweenTheTwoFiles_ThePublicKeyIsWritten()
    {
        var made = LedgerKey.Open(folder, null)!;
        File.Delete(folder.PublicKeys);
        Assert.NotNull(LedgerKey.Open(folder, null));
        Assert.Equal([made.Signer.Verifier.ToString()], LedgerKey.ReadPublicKeys(folder).Select(k => k.ToString()));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.OtherExecute)]
    public void Open_KeyThatOthersMayTouch_IsRefused_WithTheMend(UnixFileMode others)
    {
        LedgerKey.Open(folder, null);
        File.SetUnixFileMode(folder.Key, DurableFile.OwnerOnly | others);
        var refused = Assert.Throws<UnauthorizedAccessException>(() => LedgerKey.Open(folder, null));
        Assert.Contains($"chmod 600 {folder.Key}", refused.Message);
    }

    [Fact]
    public async Task Start_KeyThatOthersMayRead_StopsTheStart()
    {
        var data = RunningServer.NewFolder();
        await using (var host = await LedgerHost.OpenAsync(data))
        {
            File.SetUnixFileMode(host.Folder.Key, DurableFile.Public);
        }

        var failure = await Assert.ThrowsAsync<StartException>(() => BreakwaterServer.StartAsync(RunningServer.OptionsFor(data)));
        Assert.Equal(ExitCodes.Permission, failure.ExitCode);
        Assert.Contains("chmod 600", failure.Message);
        RunningServer.Delete(data);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("PRIVATE+KEY+a+00000000+AAAA")]
    public void Open_KeyThatIsNone_IsDamage(string text)
    {
        LedgerKey.Open(folder, null);
        File.WriteAllText(folder.Key, text);
        Assert.Contains(folder.Key, Assert.Throws<LedgerDamagedException>(() => LedgerKey.Open(folder, null)).Message);
    }

    [Fact]
    public async Task KeyIsMissing_EntriesAreTaken_NothingIsSigned()
    {
        var data = RunningServer.NewFolder();
        await using (var host = await LedgerHost.OpenAsync(data))
        {
            await host.AppendAsync(0, 3);
        }

        File.Delete(new LedgerFolder(new DataFolder(data)).Key);
        await using (var host = await LedgerHost.OpenAsync(data))
        {
            Assert.Contains("key is missing", host.Ledger.Signer.NotSigning);
            await host.AppendAsync(3, 5);
            Assert.Null(host.Ledger.Signer.Sign());
            Assert.Single(host.Ledger.Signer.Keys);
            host.Ledger.Signer.Resume();
            Assert.Equal(5, host.Ledger.Signer.Sign()!.Checkpoint.Size);
            Assert.Equal(2, host.Ledger.Signer.Keys.Count);
        }

        RunningServer.Delete(data);
    }

    [Fact]
    public void Name_IsReadAsItIsWritten()
    {
        Assert.Equal(new LogName("a.example/log", 1), LogName.Of("a.example/log"));
        var second = LogName.Of("a.example/log").Next();
        Assert.StartsWith("a.example/log/r2-", second, StringComparison.Ordinal);
        Assert.Equal(new LogName("a.example/log", 3), LogName.Of(LogName.Of(second).Next()));
        Assert.True(LogName.Of("a.example/log").IsFollowedBy(second));
        Assert.False(LogName.Of(second).IsFollowedBy("a.example/log"));
        Assert.False(LogName.Of("b.example/log").IsFollowedBy(second));
        Assert.NotEqual(LogName.Of("a.example/log").Next(), second);
        foreach (var plain in (string[])["a/rocket", "a/r", "a/r1", "a/r-2", "/r2", "a/r99999999999999"])
        {
            Assert.Equal(new LogName(plain, 1), LogName.Of(plain));
        }
    }
}
