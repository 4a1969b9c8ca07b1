using System.Text.Json;
using Breakwater.Contracts.Devices;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Revocation;

/// <summary>A request whose body comes after its access was taken away does nothing, however long before its headers were permitted (laws 5 and 6).</summary>
[Collection(nameof(RevocationGroup))]
public sealed class SlowBodyTests(RevocationServer server)
{
    private const string Late = "late";

    [Theory]
    [InlineData("token")]
    [InlineData("grant")]
    [InlineData("quarantine")]
    [InlineData("revoke")]
    [InlineData("retire")]
    public async Task Command_BodyAfterTheEnding_IsNotCarriedOut(string ending)
    {
        var access = await OwnedDevice.CreateAsync(server.Doors);
        var witness = await server.Doors.AddOwnerAsync(access.Device);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, access.Device);
        await wire.SubscribeAsync("commands/#");
        await using var request = await HalfSentRequest.BeginAsync(
            server.Doors, access.Owner, "POST", $"v1/devices/{access.Device}/commands", "application/json", $$"""{"name":"{{Late}}"}""");
        Assert.NotNull(request);
        await Ending.Of(ending).RunAsync(server.Doors, access);
        var status = await request.FinishAsync(RevocationServer.Second);

        // Commands come in order: behind this one nothing can still be on its way. A device that was cut off gets none.
        if (ending is "token" or "grant")
        {
            await witness.Client.SendCommandAsync(access.Device.Id, new CommandRequest("marker"));
            await wire.DoCommandAsync(name: "marker");
        }
        else
        {
            await Wait.ForAsync(wire.Ended, "the device to be cut off", RevocationServer.Second);
        }

        Assert.Multiple(
            () => Assert.False(status is >= 200 and < 300, $"The command was answered {status} after the answer of the {ending}'s end."),
            () => Assert.DoesNotContain(wire.Rest().OfType<Published>().Select(p => p.Topic), t => t.StartsWith($"commands/{Late}", StringComparison.Ordinal)));
        Assert.Null(await server.Files.CommandAsync(access.Device.Id, Late));
    }

    [Theory]
    [InlineData("token")]
    [InlineData("grant")]
    public async Task DesiredPatch_BodyAfterTheEnding_ChangesNothing(string ending)
    {
        var access = await OwnedDevice.CreateAsync(server.Doors);
        var witness = await server.Doors.AddOwnerAsync(access.Device);
        await using var wire = await MqttWire.ConnectAsync(server.Doors, access.Device);
        await wire.SubscribeAsync("twin/desired");
        await using var request = await HalfSentRequest.BeginAsync(
            server.Doors, access.Owner, "PATCH", $"v1/devices/{access.Device}/twin/desired", "application/merge-patch+json", $$"""{"{{Late}}":true}""");
        Assert.NotNull(request);
        await Ending.Of(ending).RunAsync(server.Doors, access);
        var status = await request.FinishAsync(RevocationServer.Second);
        await witness.Client.PatchDesiredAsync(access.Device.Id, JsonElement.Parse("""{"marker":true}"""));
        await wire.TakeAsync<Published>("the desired state of the marker", p => p.Text.Contains("marker", StringComparison.Ordinal));
        var twin = await witness.Client.GetTwinAsync(access.Device.Id);
        Assert.Multiple(
            () => Assert.False(status is >= 200 and < 300, $"The patch was answered {status} after the answer of the {ending}'s end."),
            () => Assert.DoesNotContain(wire.Rest().OfType<Published>(), p => p.Text.Contains(Late, StringComparison.Ordinal)),
            () => Assert.Equal("""{"marker":true}""", twin.Desired.State.GetRawText()));
    }

    /// <summary>What is wrong with a body is told to whoever may still come.</summary>
    [Theory]
    [InlineData("token", 401)]
    [InlineData("grant", 404)]
    public async Task BodyThatIsNotUnderstood_AfterTheEnding_IsRefusedAsAnyOther(string ending, int refused)
    {
        var access = await OwnedDevice.CreateAsync(server.Doors);
        await using var request = await HalfSentRequest.BeginAsync(
            server.Doors, access.Owner, "POST", $"v1/devices/{access.Device}/commands", "application/json", "{not JSON}");
        Assert.NotNull(request);
        await Ending.Of(ending).RunAsync(server.Doors, access);
        Assert.Equal(refused, await request.FinishAsync(RevocationServer.Second));
    }
}
