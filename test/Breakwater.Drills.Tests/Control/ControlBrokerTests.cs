using Breakwater.Contracts.Ids;
using Breakwater.Device.Connection;
using Breakwater.Device.Trust;
using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Catalogue;
using Breakwater.Drills.Romo.Drill;
using Breakwater.Drills.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Drills.Tests.Control;

public sealed class ControlBrokerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task ControlRun_OpenBroker_ReadsAndCommandsEveryOtherRobot()
    {
        await using var fleet = await OpenFleet.StartAsync(8);
        var run = new ControlRun(fleet.Broker.Address, fleet.Stolen, fleet.Names[0].Serial, TimeProvider.System, new DrillMonitor(null));

        var result = await fleet.SpeakingAsync(run.RunAsync(8, Limit, TestContext.Current.CancellationToken));

        Assert.Equal((7, 7, 7), (result.ForeignDevicesReached, result.ForeignDevicesRead, result.ForeignDevicesCommanded));
        Assert.Equal(7, fleet.Effects.SerialsOf("romo-control").Except([fleet.Names[0].Serial]).Count());
    }

    [Fact]
    public async Task Connect_WithoutCertificateOfTheFleet_IsRefused()
    {
        await using var fleet = await OpenFleet.StartAsync(1);
        using var other = new FleetAuthority();
        using var foreign = other.IssueRobot("1", DeviceId.Create());
        var address = fleet.Broker.Address;
        foreach (var certificate in (System.Security.Cryptography.X509Certificates.X509Certificate2?[])[null, foreign.Certificate])
        {
            var (session, _) = await MqttSession.ConnectAsync(
                new MqttEndpoint(address.Host, address.Port, TrustAnchors.FromPem(address.TrustPem), certificate, "x", TimeSpan.FromMinutes(1), Limit),
                _ => MQTTnet.Protocol.MqttPubAckReasonCode.Success, TimeProvider.System, TestContext.Current.CancellationToken);

            Assert.Null(session);
        }
    }

    /// <summary>The attempts must be able to succeed; against a broker that stops nothing they do.</summary>
    [Theory]
    [InlineData("wildcard-all")]
    [InlineData("wildcard-all-qos0")]
    [InlineData("wildcard-all-mqtt311")]
    [InlineData("wildcard-levels")]
    [InlineData("first-filter-good")]
    [InlineData("others-by-serial-mqtt311")]
    [InlineData("commands-to-others-by-serial")]
    [InlineData("commands-to-others-qos0")]
    [InlineData("commands-to-others-mqtt311")]
    [InlineData("commands-to-others-qos2")]
    [InlineData("topic-alias-to-others")]
    [InlineData("wills-to-others")]
    public async Task Attempt_OpenBroker_ReachesOthers(string name)
    {
        await using var fleet = await OpenFleet.StartAsync(4);
        var context = fleet.Context();
        var attempt = RomoCatalogue.All.Single(attempt => attempt.Name == name);
        var referee = new Referee(context.Http, context.Server.PublicHttps, "token");

        var (reports, reached) = await fleet.SpeakingAsync(
            new AttackRun(context, fleet.Effects, referee, new DrillMonitor(null), NullLogger.Instance).RunAsync([attempt], TestContext.Current.CancellationToken));

        Assert.Equal(AttemptOutcome.Reached, Assert.Single(reports).Outcome);
        Assert.InRange(reached, 1, 3);
        Assert.NotEmpty(reports[0].Evidence);
    }

    [Fact]
    public async Task Attempt_ForgedCertificates_IsRefusedEvenThere()
    {
        await using var fleet = await OpenFleet.StartAsync(3);
        var context = fleet.Context();
        foreach (var name in (string[])["forged-certificates", "issued-by-the-stolen-certificate", "no-credential", "owner-token-without-certificate"])
        {
            var record = new AttemptNotes(RomoCatalogue.All.Single(attempt => attempt.Name == name), context.Watchlist);

            await record.Attempt.RunAsync(context, record, TestContext.Current.CancellationToken);

            Assert.Equal(AttemptOutcome.Refused, record.ToReport().Outcome);
        }
    }
}
