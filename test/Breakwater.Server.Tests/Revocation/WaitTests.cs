using Breakwater.Server.Tests.Hosting.Running;
using Breakwater.Server.Tests.Revocation.Interleaving;

namespace Breakwater.Server.Tests.Revocation;

/// <summary>
/// Whoever waits for a command's end (<c>Prefer: wait</c>) waits under a lease. What has ended for good gets no answer, since the command was posted and a refusal
/// would say that it was not; what has only changed is decided again, and answered with what is known if the caller may still know it.
/// </summary>
[Collection(nameof(RevocationGroup))]
public sealed class WaitTests(RevocationServer server)
{
    /// <param name="expected">0: the connection ends without an answer.</param>
    [Theory]
    [InlineData("token", 0)]
    [InlineData("disable", 0)]
    [InlineData("grant", 0)]
    [InlineData("revoke", 0)]
    [InlineData("retire", 0)]
    [InlineData("quarantine", 202)]
    public async Task Wait_WhenItsAccessEnds_IsAnsweredOnlyIfGrantedStill(string ending, int expected)
    {
        var access = await OwnedDevice.CreateAsync(server.Doors);
        using var owner = new OwnerSide(server.Doors, access);
        var waiting = owner.WaitAsync(TestContext.Current.CancellationToken);
        await Wait.UntilAsync(async () => await server.Files.CommandAsync(access.Device.Id, "wait") is not null, "the command to be posted");
        await Ending.Of(ending).RunAsync(server.Doors, access);
        await Wait.ForAsync(waiting, "the wait to end", RevocationServer.Second);
        Assert.Equal(expected, (await waiting).Status);
    }
}
