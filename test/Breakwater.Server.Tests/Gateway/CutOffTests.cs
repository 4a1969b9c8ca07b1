using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Problems;
using Breakwater.Mqtt;
using Breakwater.Mqtt.Connecting;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Server.Tests.Gateway;

/// <summary>Law 6: what is taken away is gone at once.</summary>
public sealed class CutOffTests(SharedServer server)
{
    [Theory]
    [InlineData("revoke")]
    [InlineData("retire")]
    [InlineData("quarantine")]
    public async Task DeviceCutOff_LiveConnection_EndsWithinASecond_AndTheCertificateIsRefused(string operation)
    {
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        await server.Doors.Admin.ChangeDeviceAsync(device.Serial, operation, "test");
        Assert.Equal(ReasonCode.AdministrativeAction, await wire.EndReasonAsync(Wait.Law6));

        // Not by the log, which counts those of one address.
        var signals = server.Running.Server.Services.GetRequiredService<Signals>();
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        signals.Observed += Observe;
        await RefusedAsync(device);
        await Wait.ForAsync(seen.Task, "a signal of the refusal");
        signals.Observed -= Observe;
        using var http = server.Doors.NewHttp("devices-https", device.Certificate);
        Assert.True((await Owner.SendAsync(http, null, HttpMethod.Post, ".well-known/est/simplereenroll", "x", "application/pkcs10")).Status is 401 or 403);

        void Observe(Signal signal)
        {
            if (signal.Device == device.ToString() && signal.Kind is SignalKind.DeviceNotActive or SignalKind.Unauthenticated)
            {
                seen.TrySetResult();
            }
        }
    }

    [Fact]
    public async Task Quarantine_Released_LetsTheDeviceBackIn()
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        await server.Doors.Admin.ChangeDeviceAsync(device.Serial, "quarantine", "test");
        await RefusedAsync(device);
        Assert.Equal(ProblemCodes.Conflict, (await owner.SendAsync(HttpMethod.Post, $"v1/devices/{device}/commands", """{"name":"go"}""")).Code);
        await server.Doors.Admin.ChangeDeviceAsync(device.Serial, "release", "test");
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        await wire.SubscribeAsync("commands/#");
        await owner.Client.SendCommandAsync(device.Id, new CommandRequest("go"));
        await wire.DoCommandAsync();
    }

    [Fact]
    public async Task Revoked_Reclaimed_Enrolled_ComesBackIn()
    {
        var device = await server.Doors.EnrolAsync();
        await using (await MqttWire.ConnectAsync(server.Doors, device))
        {
            await server.Doors.Admin.ChangeDeviceAsync(device.Serial, "revoke", "test");
        }

        var claim = await server.Doors.Admin.ReclaimDeviceAsync(device.Serial, "test");
        var again = await server.Doors.EnrolAsync(claim.Serial, claim.Claim);
        Assert.Equal(device.Id, again.Id);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, again);
        await wire.PingAsync();
        await RefusedAsync(device);
    }

    [Fact]
    public async Task Manufactured_LookedAtBeforeItEnrols_ComesIn()
    {
        var (serial, claim) = await server.Doors.ImportAsync();
        var person = await server.Doors.Admin.AddOwnerAsync("o");
        var id = await server.Doors.IdOfAsync(serial);
        await server.Doors.GrantAsync(person, id);
        var owner = await server.Doors.TokenAsync(person);
        Assert.Equal(DeviceState.Manufactured, (await owner.Client.GetDeviceAsync(id)).State);
        var posted = await owner.Client.SendCommandAsync(id, new CommandRequest("go"));
        var device = await server.Doors.EnrolAsync(serial, claim);
        Assert.Equal(DeviceState.Active, (await owner.Client.GetDeviceAsync(id)).State);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        await wire.SubscribeAsync("commands/#");
        Assert.EndsWith(posted.Id.ToString(), (await wire.DoCommandAsync()).Topic);
    }

    [Fact]
    public async Task Renewed_FirstUse_CutsTheOldOnesConnection()
    {
        var device = await server.Doors.EnrolAsync();
        await using var old = await MqttWire.ConnectAsync(server.Doors, device);
        var renewed = await server.Doors.RenewAsync(device);
        await old.PingAsync();
        await using var wire = await MqttWire.ConnectAsync(server.Doors, renewed);
        Assert.True(await old.EndReasonAsync(Wait.Law6) is ReasonCode.AdministrativeAction or ReasonCode.SessionTakenOver);
        await wire.PingAsync();
        await RefusedAsync(device);
        await wire.PingAsync();
    }

    [Fact]
    public async Task Renewed_FirstUseElsewhere_CutsTheOldOnesConnection()
    {
        var device = await server.Doors.EnrolAsync();
        await using var old = await MqttWire.ConnectAsync(server.Doors, device);
        var renewed = await server.Doors.RenewAsync(device);
        await server.Doors.RenewAsync(renewed);
        Assert.Equal(ReasonCode.AdministrativeAction, await old.EndReasonAsync(Wait.Law6));
    }

    [Fact]
    public async Task NoCertificate_ForeignCertificate_GetNowhere()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        using var own = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=x", key, System.Security.Cryptography.HashAlgorithmName.SHA256)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        foreach (var certificate in (System.Security.Cryptography.X509Certificates.X509Certificate2?[])[null, own])
        {
            try
            {
                await using var wire = await MqttWire.OpenAsync(server.Doors, certificate);
                await wire.SendAsync(output => PacketWriter.WriteConnect(output, MqttWire.Hello));
                await wire.EndAsync();
                Assert.DoesNotContain(wire.Rest(), p => p is ConnAckPacket { Reason: ReasonCode.Success });
            }
            catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
            {
                Assert.NotNull(exception.Message);
            }
        }
    }

    private async Task RefusedAsync(EnrolledDevice device)
    {
        var (wire, answer) = await MqttWire.TryConnectAsync(server.Doors, device);
        await using var _ = wire;
        Assert.Equal(ReasonCode.NotAuthorized, answer.Reason);
        await wire.EndAsync();
    }
}
