using System.Net;
using System.Net.Sockets;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Gateway.Topics;
using Breakwater.Server.Hosting;
using Breakwater.Server.Http.Declaring;
using Breakwater.Server.Rooms;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Processes;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;

namespace Breakwater.Server.Tests.Hosting;

public sealed class StartTests(SharedServer server)
{
    [Fact]
    public async Task UndeclaredEndpoint_StopsTheStart_AndIsNamed()
    {
        var folder = RunningServer.NewFolder();
        var failure = await Assert.ThrowsAsync<StartException>(() => BreakwaterServer.StartAsync(
            RunningServer.OptionsFor(folder), new ServerHooks { Endpoints = routes => routes.MapGet("/v1/backdoor", () => "open") }));
        Assert.Equal(ExitCodes.UndeclaredWayIn, failure.ExitCode);
        Assert.Contains("/v1/backdoor", failure.Message);
        Assert.Contains("declares no policy", failure.Message);

        // Nothing holds the folder after a start that failed.
        await (await BreakwaterServer.StartAsync(RunningServer.OptionsFor(folder))).DisposeAsync();
        RunningServer.Delete(folder);
    }

    /// <summary>Nobody would be asked whether the caller may; see the routes to a stranger's twin in the conventions' tests.</summary>
    [Theory]
    [InlineData(PrincipalKind.Owner)]
    [InlineData(PrincipalKind.Device)]
    [InlineData(PrincipalKind.Anonymous | PrincipalKind.Owner)]
    [InlineData(PrincipalKind.Anonymous | PrincipalKind.Device)]
    public async Task EndpointWithoutAnAction_ForMoreThanAnonymous_StopsTheStart(PrincipalKind kinds)
    {
        var folder = RunningServer.NewFolder();
        var failure = await Assert.ThrowsAsync<StartException>(() => BreakwaterServer.StartAsync(
            RunningServer.OptionsFor(folder),
            new ServerHooks
            {
                Endpoints = routes => routes.MapGet("/v1/robots/{id}/twin", (string id) => id)
                    .Declares(new WayInPolicy(ListenerName.PublicHttps, kinds, Action: null)),
            }));
        Assert.Equal(ExitCodes.UndeclaredWayIn, failure.ExitCode);
        Assert.Contains("/v1/robots/{id}/twin", failure.Message);
        Assert.Contains("what has no action is for anonymous callers and nobody else", failure.Message);
        RunningServer.Delete(folder);
    }

    [Fact]
    public async Task Configuration_AllMistakesAtOnce()
    {
        var failure = Assert.Throws<StartException>(() => SettingReader.Read(
            null,
            new Dictionary<string, string>
            {
                ["gateway.publishRat"] = "1",
                ["telemetry.retention"] = "forever",
                ["listeners.devices-mqtt"] = "8883",
                ["devices.openCommands"] = "0",
                ["nonsense"] = "1",
            }));
        Assert.Equal(ExitCodes.Configuration, failure.ExitCode);
        Assert.All((string[])["5 mistakes", "did you mean gateway.publishRate?", "telemetry.retention: 'forever'", "listeners.devices-mqtt: '8883'", "devices.openCommands: '0'", "nonsense"],
            expected => Assert.Contains(expected, failure.Message));

        var (code, errors) = await ServerProcess.RunAsync("serve", "--data", "/nowhere", "--set", "a=1", "--set", "gateway.publishRate=x");
        Assert.Equal(ExitCodes.Configuration, code);
        Assert.Contains("2 mistakes", errors);
    }

    [Fact]
    public async Task DataFolder_InUse_StopsTheStart()
    {
        var failure = await Assert.ThrowsAsync<StartException>(() => BreakwaterServer.StartAsync(RunningServer.OptionsFor(server.Running.Folder)));
        Assert.Equal(ExitCodes.DataFolderInUse, failure.ExitCode);
        Assert.Equal("ready\n", await HealthAsync());
    }

    [Fact]
    public async Task Port_Taken_StopsTheStart()
    {
        var folder = RunningServer.NewFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var options = RunningServer.OptionsFor(folder);
        var failure = await Assert.ThrowsAsync<StartException>(() => BreakwaterServer.StartAsync(
            options with { Listeners = options.Listeners with { PublicHttps = (IPEndPoint)taken.LocalEndpoint } }));
        Assert.Equal(ExitCodes.AddressUnavailable, failure.ExitCode);
        RunningServer.Delete(folder);
    }

    [Fact]
    public async Task Folder_OpenToOthers_StopsTheStart()
    {
        var folder = RunningServer.NewFolder();
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var failure = await Assert.ThrowsAsync<StartException>(() => BreakwaterServer.StartAsync(RunningServer.OptionsFor(folder)));
        Assert.Equal(ExitCodes.Permission, failure.ExitCode);
        Assert.Contains("chmod 700", failure.Message);
        RunningServer.Delete(folder);
    }

    [Fact]
    public async Task SecondStart_HasTheSameAuthority_AndNewerSchemasStopIt()
    {
        var folder = RunningServer.NewFolder();
        var options = RunningServer.OptionsFor(folder);
        await (await BreakwaterServer.StartAsync(options)).DisposeAsync();
        var bundle = await File.ReadAllTextAsync(options.Data.CaBundle, TestContext.Current.CancellationToken);
        await (await BreakwaterServer.StartAsync(options)).DisposeAsync();
        Assert.Equal(bundle, await File.ReadAllTextAsync(options.Data.CaBundle, TestContext.Current.CancellationToken));

        await SqliteFile.ExecuteAsync(options.Data.TelemetryDatabase, "PRAGMA user_version = 99");
        Assert.Equal(ExitCodes.NewerSchema, (await Assert.ThrowsAsync<StartException>(() => BreakwaterServer.StartAsync(options))).ExitCode);
        await SqliteFile.ExecuteAsync(options.Data.TelemetryDatabase, "PRAGMA user_version = 1");
        await SqliteFile.ExecuteAsync(options.Data.Database, "INSERT INTO __EFMigrationsHistory VALUES ('99990101000000_Later', '99.0.0')");
        var failure = await Assert.ThrowsAsync<StartException>(() => BreakwaterServer.StartAsync(options));
        Assert.Equal(ExitCodes.NewerSchema, failure.ExitCode);
        Assert.Contains("99990101000000_Later", failure.Message);
        RunningServer.Delete(folder);
    }

    [Fact]
    public async Task Database_Damaged_StopsTheStart()
    {
        var folder = RunningServer.NewFolder();
        var options = RunningServer.OptionsFor(folder);
        await (await BreakwaterServer.StartAsync(options)).DisposeAsync();
        SqliteConnection.ClearAllPools();
        await File.WriteAllBytesAsync(options.Data.Database, [.. "not a database, and long enough to be looked at"u8, .. new byte[8192]], TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.Storage, (await Assert.ThrowsAsync<StartException>(() => BreakwaterServer.StartAsync(options))).ExitCode);
        RunningServer.Delete(folder);
    }

    [Fact]
    public void Files_AreOursAlone()
    {
        var folder = new DataFolder(server.Running.Folder);
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(own | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Path));
        Assert.Equal(own, File.GetUnixFileMode(folder.AdminSocket));
        var keys = Directory.GetFiles(folder.Certificates, "*.key", SearchOption.AllDirectories);
        Assert.True(keys.Length >= 2);
        Assert.All(keys, key => Assert.Equal(own, File.GetUnixFileMode(key)));
        Assert.All((string[])[folder.Database, folder.TelemetryDatabase], db => Assert.Equal(own, File.GetUnixFileMode(db)));
    }

    [Fact]
    public async Task Surface_IsDeclaredThroughout()
    {
        var surface = (await server.Doors.Admin.GetSurfaceAsync()).Items;
        Assert.All(surface, entry => Assert.NotEmpty(entry.Principals));
        var publish = Assert.Single(surface, e => e is { Listener: "devices-mqtt", Name: "PUBLISH" });
        Assert.Equal("session:connect", publish.Action);
        Assert.Equal(
            ["telemetry:publish", "twin:report", "twin:report", "maps:publish", "events:publish", "commands:receive", "session:connect"],
            publish.DecidedAs!.Values);
        Assert.All(surface.Where(e => e.Principals.Contains(PrincipalKind.Anonymous)), e => Assert.Null(e.Action));
    }

    [Fact]
    public void Meaning_ThatNobodyDeclares_StopsTheStart()
    {
        var declared = MeaningActions.All.Where(m => m.Key != RouteKind.Event).ToDictionary();
        Assert.Contains("Event", Assert.Throws<InvalidOperationException>(() => MeaningActions.Check(declared)).Message, StringComparison.Ordinal);
        MeaningActions.Check(MeaningActions.All);
    }

    private async Task<string> HealthAsync()
    {
        using var http = server.Doors.NewHttp("operators-https");
        return await http.GetStringAsync("readyz", TestContext.Current.CancellationToken);
    }
}
