using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.Certificates;

namespace Breakwater.Server.Tests.Certificates;

public sealed class DeviceAuthenticatorTests : IAsyncLifetime
{
    private FleetStore store = null!;
    private DeviceId device;

    public async ValueTask InitializeAsync()
    {
        store = await FleetStore.OpenAsync();
        device = await store.AddDeviceAsync("SN-1", state: DeviceState.Active);
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();

    [Fact]
    public async Task Authenticate_IssuedCertificate_IsTheDevice()
    {
        using var certificate = await store.IssueAsync(device);

        var principal = await AuthenticatedAsync(certificate);

        Assert.Equal(PrincipalId.Of(device), principal.Id);
        Assert.Equal(device, principal.Device);
        Assert.Equal(DeviceActions.OfDevices, principal.Scopes);
        Assert.Equal($"certificate:{Convert.ToHexStringLower(SHA256.HashData(certificate.RawData))[..16]}", principal.Credential);
    }

    [Fact]
    public async Task Authenticate_SignedButNeverRecorded_IsUnknown()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = X509CertificateLoader.LoadCertificate(store.Authority.Issue(device, key.ExportSubjectPublicKeyInfo()).Der);

        Assert.Equal(CertificateRefusal.Unknown, await RefusedAsync(certificate));
    }

    [Fact]
    public async Task Authenticate_FirstUse_MakesPendingActive()
    {
        using var certificate = await store.IssueAsync(device);
        Assert.Equal(["pending"], await store.StatusesAsync(device));

        await AuthenticatedAsync(certificate);

        Assert.Equal(["active"], await store.StatusesAsync(device));
    }

    [Fact]
    public async Task Authenticate_SuccessorUsed_EndsWhatTheOlderOneOpened_Once()
    {
        using var first = await store.IssueAsync(device);
        await AuthenticatedAsync(first);
        using var second = await store.IssueAsync(device);
        var lease = (await store.Gate.SelfAsync(await AuthenticatedAsync(first), DeviceAction.RenewCertificate)).Lease;

        await AuthenticatedAsync(first);
        Assert.True(lease.Holds);
        await AuthenticatedAsync(second);
        Assert.True(lease.IsEnded);
        var number = store.Gate.Table.Applied;
        await AuthenticatedAsync(second);

        Assert.Equal(number, store.Gate.Table.Applied);
        Assert.Equal(["active", "superseded"], await store.StatusesAsync(device));
        Assert.Equal(CertificateRefusal.Superseded, await RefusedAsync(first));
    }

    [Fact]
    public async Task Authenticate_OlderPendingUsedAfterNewerOne_IsSuperseded()
    {
        using var older = await store.IssueAsync(device);
        using var newer = await store.IssueAsync(device);

        await AuthenticatedAsync(newer);

        Assert.Equal(CertificateRefusal.Superseded, await RefusedAsync(older));
    }

    [Fact]
    public async Task Authenticate_OlderPendingUsedFirst_LeavesNewerPending()
    {
        using var older = await store.IssueAsync(device);
        using var newer = await store.IssueAsync(device);

        await AuthenticatedAsync(older);
        Assert.Equal(["pending", "active"], await store.StatusesAsync(device));

        await AuthenticatedAsync(newer);
        Assert.Equal(["active", "superseded"], await store.StatusesAsync(device));
    }

    [Fact]
    public async Task Authenticate_TwoPendingAtOnce_LeavesOneActive()
    {
        using var first = await store.IssueAsync(device);
        using var second = await store.IssueAsync(device);

        await Task.WhenAll(
            Enumerable.Range(0, 16).Select(i => Task.Run(() => store.Authenticator.AuthenticateAsync(i % 2 == 0 ? first : second, default).AsTask())));

        Assert.Equal(["active", "superseded"], await store.StatusesAsync(device));
    }

    [Theory]
    [InlineData(DeviceState.Manufactured)]
    [InlineData(DeviceState.Quarantined)]
    [InlineData(DeviceState.Revoked)]
    [InlineData(DeviceState.Retired)]
    public async Task Authenticate_DeviceNotActive_IsRefusedAndStaysPending(DeviceState state)
    {
        using var certificate = await store.IssueAsync(device);
        await store.SetStateAsync(device, state);

        Assert.Equal(CertificateRefusal.DeviceNotActive, await RefusedAsync(certificate));
        Assert.Equal(["pending"], await store.StatusesAsync(device));
    }

    [Fact]
    public async Task Authenticate_RevokedCertificate_IsRefusedThoughTheDeviceIsActive()
    {
        using var certificate = await store.IssueAsync(device);
        await AuthenticatedAsync(certificate);
        await store.RevokeAllAsync(device);

        var authentication = await store.Authenticator.AuthenticateAsync(certificate, default);

        Assert.False(authentication.IsAuthenticated(out _));
        Assert.Equal((CertificateRefusal.Revoked, device), (authentication.Refusal, authentication.Device));
    }

    [Fact]
    public async Task Authenticate_ExpiredWithinGrace_MayOnlyRenew()
    {
        using var certificate = await store.IssueAsync(device);
        await AuthenticatedAsync(certificate);
        store.Advance(TimeSpan.FromDays(91));

        var principal = await AuthenticatedAsync(certificate);

        Assert.Equal(ActionSet.Of(DeviceAction.RenewCertificate), principal.Scopes);
    }

    [Fact]
    public async Task Authenticate_ExpiredBeyondGrace_IsRefused()
    {
        using var certificate = await store.IssueAsync(device);
        store.Advance(TimeSpan.FromDays(120));

        Assert.Equal(CertificateRefusal.Expired, await RefusedAsync(certificate));
    }

    [Fact]
    public async Task Authenticate_LastSecondOfLife_IsWhole()
    {
        using var certificate = await store.IssueAsync(device);
        store.Advance(certificate.NotAfter.ToUniversalTime() - store.Time.GetUtcNow().UtcDateTime);
        Assert.Equal(DeviceActions.OfDevices, (await AuthenticatedAsync(certificate)).Scopes);

        store.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(ActionSet.Of(DeviceAction.RenewCertificate), (await AuthenticatedAsync(certificate)).Scopes);
    }

    [Fact]
    public async Task Authenticate_PendingExpiredWithinGrace_DoesNotSupersede()
    {
        using var certificate = await store.IssueAsync(device);
        store.Advance(TimeSpan.FromDays(91));

        await AuthenticatedAsync(certificate);

        Assert.Equal(["pending"], await store.StatusesAsync(device));
    }

    [Fact]
    public async Task List_PermitForSomethingElse_Throws() =>
        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await store.Registry.ListAsync(await RenewalPermitAsync(), default));

    [Fact]
    public async Task List_OperatorsPermit_SaysWhatWasIssued()
    {
        using var certificate = await store.IssueAsync(device);

        var listed = Assert.Single(await store.Registry.ListAsync(await store.OperatorPermitAsync(device), default));

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(certificate.RawData)), listed.Sha256);
        Assert.EndsWith(listed.SerialNumber.ToUpperInvariant(), certificate.SerialNumber, StringComparison.Ordinal);
        Assert.Equal(certificate.NotAfter.ToUniversalTime(), listed.NotAfter.UtcDateTime);
    }

    [Fact]
    public async Task Record_KeyOfAnotherDevice_IsKnown()
    {
        var other = await store.AddDeviceAsync("SN-2", state: DeviceState.Active);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var outcomes = new List<RecordOutcome>();
        foreach (var owner in new[] { device, other, device })
        {
            var issued = store.Authority.Issue(owner, key.ExportSubjectPublicKeyInfo());
            outcomes.Add(await store.Database.WriteAsync(db =>
            {
                var outcome = CertificateRegistry.Record(db, issued);
                db.SaveChanges();
                return outcome;
            }));
        }

        Assert.Equal([RecordOutcome.Recorded, RecordOutcome.KeyKnown, RecordOutcome.KeyKnown], outcomes);
    }

    [Fact]
    public async Task Record_MoreThanADayAllows_IsTooMany()
    {
        for (var i = 0; i < CertificateRegistry.LargestDailyIssue; i++)
        {
            (await store.IssueAsync(device)).Dispose();
        }

        Assert.Equal(RecordOutcome.TooMany, await RecordOneAsync());
        store.Advance(TimeSpan.FromDays(1));
        Assert.Equal(RecordOutcome.Recorded, await RecordOneAsync());
    }

    private async Task<RecordOutcome> RecordOneAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var issued = store.Authority.Issue(device, key.ExportSubjectPublicKeyInfo());
        return await store.Database.WriteAsync(db => CertificateRegistry.Record(db, issued));
    }

    private async Task<Permit> RenewalPermitAsync()
    {
        using var certificate = await store.IssueAsync(device);
        return await store.Gate.SelfAsync(await AuthenticatedAsync(certificate), DeviceAction.RenewCertificate);
    }

    private async Task<Principal> AuthenticatedAsync(X509Certificate2 certificate)
    {
        var authentication = await store.Authenticator.AuthenticateAsync(certificate, default);
        Assert.True(authentication.IsAuthenticated(out var principal), authentication.Refusal.ToString());
        return principal;
    }

    private async Task<CertificateRefusal> RefusedAsync(X509Certificate2 certificate)
    {
        var authentication = await store.Authenticator.AuthenticateAsync(certificate, default);
        Assert.False(authentication.IsAuthenticated(out _));
        return authentication.Refusal;
    }
}
