using System.Reflection;
using System.Runtime.Loader;
using Breakwater.Server.Hosting.Surface;
using Breakwater.Server.Rooms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Mono.Cecil;

namespace Breakwater.Conventions.Tests.Law2;

/// <summary>
/// Six routes to a stranger's twin: his row, a statement, his grain, the stores below, a right that one makes oneself, an endpoint that asks nobody. Each, written
/// down, is refused, and by what it is meant to be refused by. A permit for another device is refused where it runs: <c>DeviceDoorTests</c> in the server's tests.
/// And, by the same means, a name on its way into the ledger's log.
/// </summary>
public sealed class RouteTests
{
    /// <summary>The compiler, or its analyzer, with what it says. Of private constructors it does not even know.</summary>
    [Theory]
    [InlineData("PrivateRow", "CS0122", "TwinState.Row")]
    [InlineData("RawStatement", "RS0030", "SqlQuery")]
    [InlineData("ForeignGrain", "RS0030", "IGrainFactory")]
    [InlineData("DoorWithoutPermit", "CS1503", "Permit")]
    [InlineData("FeedWithoutPermit", "CS1503", "Permit")]
    [InlineData("OwnPermit", "CS1729", "'Permit' does not contain a constructor")]
    [InlineData("OwnPrincipal", "CS1729", "'Principal' does not contain a constructor")]
    [InlineData("NameInTheLog", "CS1503", "LedgerEntry<Breakwater.Server.Ledger.Entries.SubjectId>")]
    public async Task Route_ThatDoesNotCompile(string snippet, string rule, string says)
    {
        var (errors, assembly) = await Snippets.CompileAsync(snippet);
        Assert.Null(assembly);
        Assert.All(errors, e => Assert.StartsWith($"{rule}:", e, StringComparison.Ordinal));
        Assert.Contains(errors, e => e.Contains(says, StringComparison.Ordinal));
    }

    /// <summary>What compiles is named by the same look that the server's own code is given.</summary>
    [Theory]
    [InlineData("SharedRow", "SharedRow names Devices.Commands.CommandRecord")]
    [InlineData("RawStatement", "has a statement over twins", "RawStatement writes statements")]
    [InlineData("BesideTheStores", "uses TelemetryReader", "uses TelemetryLog", "uses BlobStore")]
    [InlineData("OwnRight", "calls Access.Principals.Principal/Credentials::OfSocket", "calls Access.Gate.AccessGate::AdmitAsync", "calls Access.Gate.AccessGate::Open",
        "calls Access.Permits.Permit/Mint::Of", "keeps a permit: Breakwater.Snippets.OwnRight::kept", "keeps a permit: Breakwater.Snippets.OwnRight::All")]
    [InlineData("OwnEnding", "OwnEnding::EndAsync ends without a number")]
    public async Task Route_ThatCompiles_IsNamed(string snippet, params string[] named)
    {
        var (errors, assembly) = await Snippets.CompileAsync(snippet, bans: false);
        Assert.Empty(errors);
        using var compiled = AssemblyDefinition.ReadAssembly(assembly);
        var faults = Faults(compiled).ToArray();
        Assert.All(named, n => Assert.Contains(faults, f => f.Contains(n, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Route_WithoutAnAction_StopsTheStart()
    {
        var (errors, assembly) = await Snippets.CompileAsync("NoAction");
        Assert.Empty(errors);
        var snippets = new AssemblyLoadContext("snippets").LoadFromAssemblyPath(assembly!);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        await using var app = builder.Build();
        snippets.GetType("Breakwater.Snippets.NoAction", throwOnError: true)!.GetMethod("Map")!.Invoke(null, [app]);
        var failure = Assert.Throws<StartException>(() => EndpointInventory.Check(((IEndpointRouteBuilder)app).DataSources));
        Assert.Equal(ExitCodes.UndeclaredWayIn, failure.ExitCode);
        Assert.Contains("/v1/robots/{id}/twin", failure.Message, StringComparison.Ordinal);
        Assert.Contains("what has no action is for anonymous callers", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Snippets_AreAllTried()
    {
        var tried = typeof(RouteTests).GetMethods().SelectMany(m => m.GetCustomAttributes<InlineDataAttribute>()).Select(a => (string)a.Data[0]!).Append("NoAction");
        Assert.Equal(Snippets.Names, tried.Distinct().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Faults(AssemblyDefinition code) =>
    [
        .. DeviceRows.Uses(code).Where(w => !DeviceRows.Ways.ContainsKey(w)).Select(w => $"{w.User} names {w.Row}"),
        .. DeviceRows.Statements(code),
        .. RawSql.Uses(code).Except(RawSql.Writers).Select(w => $"{w} writes statements"),
        .. FloorStores.Uses(code),
        .. Makers.Strangers(code),
        .. KeptPermits.Fields(code).Except(KeptPermits.Keepers).Select(f => $"keeps a permit: {f}"),
        .. Endings.Unnumbered(code).Select(m => $"{m} ends without a number"),
    ];
}
