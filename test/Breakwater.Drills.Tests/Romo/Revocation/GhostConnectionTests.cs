using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Revocation;
using Breakwater.Drills.Tests.Fakes;

namespace Breakwater.Drills.Tests.Romo.Revocation;

public sealed class GhostConnectionTests
{
    /// <summary>The open broker takes nothing away.</summary>
    [Fact]
    public async Task Run_ConnectionThatIsNotCut_IsReached()
    {
        await using var fleet = await OpenFleet.StartAsync(1);
        var context = fleet.Context();
        var footing = new Footing(fleet.Names[0], null, fleet.Stolen.Certificate, _ => Task.CompletedTask);
        var attempt = new GhostConnectionAttempt("ghost", "", footing, new Witness(context.Http, context.Server.PublicHttps, "token", TimeProvider.System), hidden: false);
        var record = new AttemptNotes(attempt, context.Watchlist);

        await attempt.RunAsync(context, record, TestContext.Current.CancellationToken);

        Assert.Equal(AttemptOutcome.Reached, record.ToReport().Outcome);
        Assert.True(record.Control!.Worked);
    }
}
