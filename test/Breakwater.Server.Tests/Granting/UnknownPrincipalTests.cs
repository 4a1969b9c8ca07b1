using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Granting;

/// <summary>A slip of the hand must not leave a grant behind for nobody, which somebody may become.</summary>
public sealed class UnknownPrincipalTests(SharedServer server)
{
    [Fact]
    public async Task Grant_ToNobody_IsRefused_OnADevice_OnTheFleet_AndInBulk()
    {
        var device = await server.Doors.EnrolAsync();
        var admin = server.Doors.Admin;
        var (owner, service) = (PrincipalId.Create(PrincipalKind.Owner), PrincipalId.Create(PrincipalKind.Service));
        await RefusedAsync(() => admin.AddGrantAsync(new GrantRequest(owner, device.Serial, ["twin:read"], null, "r")));
        await RefusedAsync(() => admin.AddGrantAsync(new GrantRequest(service, null, ["twin:read"], 3600, "r")));
        await RefusedAsync(() => admin.AddGrantsAsync(new BulkGrantRequest(owner, [device.Serial], ["twin:read"], null, "r")));
    }

    private static async Task RefusedAsync(Func<Task> grant) =>
        Assert.Equal(ProblemCodes.ResourceNotFound, (await Assert.ThrowsAsync<ProblemException>(grant)).Problem.Code);
}
