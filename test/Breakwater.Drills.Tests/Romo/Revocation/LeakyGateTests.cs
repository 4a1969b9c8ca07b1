using Breakwater.Contracts.Ids;
using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Loot;
using Breakwater.Drills.Romo.Revocation;
using Breakwater.Drills.Romo.Wire;
using Breakwater.Drills.Tests.Fakes;

namespace Breakwater.Drills.Tests.Romo.Revocation;

/// <summary>The attempts find a gate that leaks, and not one that does not.</summary>
public sealed class LeakyGateTests
{
    private static readonly StolenName Device = new("20260001000001", DeviceId.Create());

    [Theory]
    [InlineData(true, AttemptOutcome.Reached)]
    [InlineData(false, AttemptOutcome.Refused)]
    public async Task SlowBody_DecidedByTheHeadersAlone_IsReached(bool leaks, AttemptOutcome outcome)
    {
        await using var fleet = await OpenFleet.StartAsync(1);
        await using var gate = await LeakyGate.StartAsync(leaks);
        var attempt = new SlowBodyAttempt("slow", "", _ => Task.FromResult(FootingOn(gate)), (context, ground, mark) =>
            new HttpProbe(HttpMethod.Post, context.Server.PublicHttps, $"/v1/devices/{ground.Device.Id}/commands") { Body = $"{{\"name\":\"{mark}\"}}" });

        var report = await RunAsync(attempt, fleet, gate);

        Assert.Equal(outcome, report.Outcome);
        Assert.Equal(new PositiveControl(true, "without a revocation: 202"), report.Control);
        Assert.Equal([leaks ? "202" : "401"], report.Answers.Keys);
    }

    [Theory]
    [InlineData(true, AttemptOutcome.Reached)]
    [InlineData(false, AttemptOutcome.Refused)]
    public async Task Streams_ThatGoOn_AreReached(bool leaks, AttemptOutcome outcome)
    {
        await using var fleet = await OpenFleet.StartAsync(1);
        await using var gate = await LeakyGate.StartAsync(leaks);

        var report = await RunAsync(new StreamAttempt("streams", "", _ => Task.FromResult(FootingOn(gate)), rounds: 1, raced: false), fleet, gate);

        Assert.Equal(outcome, report.Outcome);
        Assert.True(report.Control!.Worked);
        Assert.Equal(8, report.Parts);
    }

    [Theory]
    [InlineData("data: {\"stream\":\"state\",\"point\":{\"at\":\"2026-11-27T10:00:00.5+00:00\",\"value\":{}}}", true)]
    [InlineData("data: {}", false)]
    [InlineData("data: {\"at\":\"now\"}", false)]
    public void StampOf_Event_IsWhenItHappened(string line, bool stamped) =>
        Assert.Equal(stamped ? new DateTimeOffset(2026, 11, 27, 10, 0, 0, 500, TimeSpan.Zero) : null, WatchedStream.StampOf(line));

    private static Footing FootingOn(LeakyGate gate) => new(Device, "token", null, gate.RevokeAsync);

    private static async Task<AttemptReport> RunAsync(Attempt attempt, OpenFleet fleet, LeakyGate gate)
    {
        var context = fleet.Context() with { Anchors = gate.Anchors, Server = new ServerAddresses("", "", gate.Address, "") };
        var record = new AttemptNotes(attempt, context.Watchlist);
        await attempt.RunAsync(context, record, TestContext.Current.CancellationToken);
        return record.ToReport();
    }
}
