using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Gateway.Topics;
using Breakwater.Server.Ledger.Running;
using Breakwater.Server.Tests.Hosting.Running;
using Breakwater.Server.Tests.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Server.Tests.Devices;

/// <summary>What a command may do, and up to where a grant allows it, over the wire.</summary>
public sealed class CommandClassTests(ArmServer arms) : IClassFixture<ArmServer>, IAsyncLifetime
{
    private EnrolledDevice arm = null!;

    public async ValueTask InitializeAsync() => arm = await arms.Doors.EnrolAsync("arm");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("harmless", "beep")]
    [InlineData("moves", "beep fold lift")]
    [InlineData("presence", "beep fold lift unlock whatever")]
    public async Task AGrant_AllowsCommandsUpToItsClass_AndNoFurther(string granted, string allowed)
    {
        var owner = await AddOwnerAsync(Enum.Parse<CommandClass>(granted, ignoreCase: true));
        foreach (var name in (string[])["beep", "fold", "lift", "unlock", "whatever"])
        {
            var answer = await PostAsync(owner, $$"""{"name":"{{name}}"}""");
            Assert.Equal(
                allowed.Split(' ').Contains(name) ? (202, null) : (403, ProblemCodes.CommandClassNotGranted), (answer.Status, answer.Code));
        }

        Assert.Equal(allowed.Split(' ').Order(), (await owner.Client.ListCommandsAsync(arm.Id)).Items.Select(c => c.Name).Order());
    }

    [Fact]
    public async Task AGrantThatSaysNothing_IsForWhatMoves_AndPresenceMustBeNamed()
    {
        var owner = await arms.Doors.AddOwnerAsync(arm);
        Assert.Equal(202, (await PostAsync(owner, """{"name":"fold"}""")).Status);
        Assert.Equal(403, (await PostAsync(owner, """{"name":"unlock"}""")).Status);

        var grant = Assert.Single((await arms.Doors.Admin.ListGrantsAsync()).Items, g => g.Principal == owner.Person.Id);
        Assert.Equal(CommandClass.Moves, grant.CommandClass);
    }

    [Fact]
    public async Task OfSeveralGrants_TheOneThatGoesFurthestCounts_UntilItIsRevoked()
    {
        var person = await arms.Doors.Admin.AddOwnerAsync("o");
        await GrantAsync(person, CommandClass.Harmless);
        var furthest = await GrantAsync(person, CommandClass.Presence);
        await GrantAsync(person, CommandClass.Moves);
        var owner = await arms.Doors.TokenAsync(person);
        Assert.Equal(202, (await PostAsync(owner, """{"name":"unlock"}""")).Status);

        await arms.Doors.Admin.RevokeGrantAsync(furthest.Id);
        Assert.Equal(403, (await PostAsync(owner, """{"name":"unlock"}""")).Status);
        Assert.Equal(202, (await PostAsync(owner, """{"name":"fold"}""")).Status);
    }

    [Fact]
    public async Task ARequest_MayBeStricterThanTheProfile_ThenThatCounts()
    {
        var (harmless, furthest) = (await AddOwnerAsync(CommandClass.Harmless), await AddOwnerAsync(CommandClass.Presence));
        Assert.Equal(403, (await PostAsync(harmless, """{"name":"beep","class":"moves"}""")).Status);
        Assert.Equal("moves", (await PostAsync(furthest, """{"name":"beep","class":"moves"}""")).Json.GetProperty("class").GetString());
        Assert.Equal("presence", (await PostAsync(furthest, """{"name":"fold","class":"presence"}""")).Json.GetProperty("class").GetString());
        Assert.Equal("harmless", (await PostAsync(furthest, """{"name":"beep","class":"harmless"}""")).Json.GetProperty("class").GetString());
        Assert.Equal(["harmless", "presence", "moves"], (await furthest.Client.ListCommandsAsync(arm.Id)).Items.Select(c => $"{c.Class}".ToLowerInvariant()));
    }

    [Theory]
    [InlineData("fold", "harmless", "moves")]
    [InlineData("lift", "harmless", "moves")]
    [InlineData("unlock", "moves", "presence")]
    [InlineData("whatever", "harmless", "presence")]
    public async Task ARequest_LaxerThanTheProfile_IsRefused_NamingBoth(string name, string laxer, string declared)
    {
        var owner = await AddOwnerAsync(CommandClass.Presence);
        var answer = await PostAsync(owner, $$"""{"name":"{{name}}","class":"{{laxer}}"}""");
        Assert.Equal((400, ProblemCodes.Invalid), (answer.Status, answer.Code));
        var error = answer.Json.GetProperty("errors").GetProperty("class").GetString();
        Assert.Contains($"'{laxer}'", error);
        Assert.Contains($"'{declared}'", error);
        Assert.Empty((await owner.Client.ListCommandsAsync(arm.Id)).Items);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1")]
    [InlineData("99")]
    [InlineData("\"none\"")]
    public async Task AClassThatIsNone_IsNotRead(string text)
    {
        var owner = await AddOwnerAsync(CommandClass.Presence);
        Assert.Equal(400, (await PostAsync(owner, $$"""{"name":"beep","class":{{text}}}""")).Status);
    }

    [Fact]
    public async Task NativeCommands_Move()
    {
        var native = await arms.Doors.EnrolAsync();
        var owner = await arms.Doors.AddOwnerAsync(native);
        Assert.Equal(CommandClass.Moves, (await owner.Client.SendCommandAsync(native.Id, new CommandRequest("locate"))).Class);
        var answer = await owner.SendAsync(HttpMethod.Post, $"v1/devices/{native}/commands", """{"name":"locate","class":"harmless"}""");
        Assert.Equal(400, answer.Status);
    }

    [Fact]
    public async Task TheSameKey_WithAnotherClass_IsAnotherRequest_AndTheClassIsAskedAgain()
    {
        var owner = await AddOwnerAsync(CommandClass.Moves);
        Task<Answer> SendAsync(string body) =>
            owner.SendAsync(HttpMethod.Post, $"v1/devices/{arm}/commands", body, "application/json", ("Idempotency-Key", "k"));
        Assert.Equal(202, (await SendAsync("""{"name":"beep"}""")).Status);
        Assert.Equal(202, (await SendAsync("""{"name":"beep"}""")).Status);
        Assert.Equal(ProblemCodes.IdempotencyKeyReused, (await SendAsync("""{"name":"beep","class":"moves"}""")).Code);
        Assert.Equal(ProblemCodes.CommandClassNotGranted, (await SendAsync("""{"name":"beep","class":"presence"}""")).Code);
    }

    [Fact]
    public async Task ARefusal_IsASignalAndAnEntry()
    {
        var owner = await AddOwnerAsync(CommandClass.Harmless);
        var signal = arms.Running.Log.NextSignalAsync(SignalKind.CommandClassExceeded, arm.ToString());
        await PostAsync(owner, """{"name":"fold"}""");
        Assert.Equal(owner.Person.Id.ToString(), (await signal)["Principal"]);
        var ledger = new LedgerReading(arms.Running.Server.Services.GetRequiredService<OpenLedger>());
        var entry = Assert.Single(await ledger.EntriesAsync(), e => e.Refusal == "CommandClassNotGranted" && e.Device == arm.Id);
        Assert.Equal("commands:send", entry.Operation);
    }

    [Fact]
    public void AProfile_CannotCallEveryCommandHarmless()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, """{"name":"x","models":["x"],"publish":[],"commands":[{"command":"*","topic":"c/{name}","class":"harmless"}]}""");
        Assert.Contains("'*'", Assert.Throws<FormatException>(() => TopicProfileFile.Load(path)).Message);
        File.Delete(path);
    }

    private async Task<Owner> AddOwnerAsync(CommandClass granted)
    {
        var person = await arms.Doors.Admin.AddOwnerAsync("o");
        Assert.Equal(granted, (await GrantAsync(person, granted)).CommandClass);
        return await arms.Doors.TokenAsync(person);
    }

    private Task<GrantSummary> GrantAsync(Person person, CommandClass granted) =>
        arms.Doors.Admin.AddGrantAsync(new GrantRequest(person.Id, arm.Serial, ServerDoors.AllScopes, null, "test", granted));

    private Task<Answer> PostAsync(Owner owner, string body) => owner.SendAsync(HttpMethod.Post, $"v1/devices/{arm}/commands", body);
}
