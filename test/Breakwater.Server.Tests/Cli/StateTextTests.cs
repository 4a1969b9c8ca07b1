using Breakwater.Cli.Operating;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Tests.Cli;

public sealed class StateTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 6, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(PrincipalKind.Owner, false, 1, false, "valid")]
    [InlineData(PrincipalKind.Owner, false, 1, true, "owner disabled")]
    [InlineData(PrincipalKind.Service, false, 1, true, "service disabled")]
    [InlineData(PrincipalKind.Owner, false, 0, false, "expired")]
    [InlineData(PrincipalKind.Owner, false, -1, true, "expired")]
    [InlineData(PrincipalKind.Owner, true, -1, true, "revoked")]
    public void Of_Token_SaysWhyItOpensNothing(PrincipalKind kind, bool revoked, int hoursLeft, bool disabled, string text) => Assert.Equal(
        text,
        StateText.Of(new TokenSummary("1", "t", PrincipalId.Create(kind), [], Now.AddDays(-1), Now.AddHours(hoursLeft), revoked, disabled ? Now.AddHours(-2) : null), Now));

    [Theory]
    [InlineData(null, 1, "none")]
    [InlineData("active", 1, "active")]
    [InlineData("active", -1, "expired")]
    [InlineData("pending", -1, "expired")]
    [InlineData("revoked", -1, "revoked")]
    public void Of_Certificate_PastItsEnd_IsExpired(string? status, int hoursLeft, string text) => Assert.Equal(
        text, StateText.Of(new DeviceStanding(DeviceId.Create(), "R2-1", "vacuum", DeviceState.Active, status, Now.AddHours(hoursLeft)), Now));
}
