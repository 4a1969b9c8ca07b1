using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Principals;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Access;

public sealed class LiveAccessTests
{
    [Fact]
    public void Lease_EndsWithTheCredential_AndNotBefore()
    {
        var time = new FakeTimeProvider();
        using var lease = new LiveAccess(time).Open(PermitUntil(time.GetUtcNow().AddMinutes(10)));

        time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        Assert.False(lease.Ended.IsCancellationRequested);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(lease.Ended.IsCancellationRequested);
    }

    [Fact]
    public void Lease_OfACredentialWithoutEnd_GoesOn()
    {
        var time = new FakeTimeProvider();
        using var lease = new LiveAccess(time).Open(PermitUntil(null));
        time.Advance(TimeSpan.FromDays(30));
        Assert.False(lease.Ended.IsCancellationRequested);
    }

    [Fact]
    public void Lease_CredentialTakenAway_Ends()
    {
        var access = new LiveAccess(new FakeTimeProvider());
        using var lease = access.Open(PermitUntil(null));
        access.EndCredential(lease.Permit.Credential);
        Assert.True(lease.Ended.IsCancellationRequested);
    }

    private static Permit PermitUntil(DateTimeOffset? expiresAt)
    {
        var device = DeviceId.Create();
        var principal = new Principal(PrincipalId.Of(device), "certificate:test", DeviceActions.OfDevices, device, expiresAt);
        Assert.True(Permit.Decision.DecideSelf(principal, DeviceAction.Connect, device).IsPermitted(out var permit));
        return permit;
    }
}
