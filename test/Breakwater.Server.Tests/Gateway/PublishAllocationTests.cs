using System.Buffers;
using System.IO.Pipelines;
using Breakwater.Contracts.Ids;
using Breakwater.Mqtt.Framing;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Gate;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Certificates;
using Breakwater.Server.Gateway.Connections;
using Breakwater.Server.Gateway.Limits;
using Breakwater.Server.Gateway.Packets;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Server.Tests.Gateway;

/// <summary>
/// The whole way of a publish through the server, from its frame to the telemetry log: on a topic that is known and unwatched it takes no memory and asks no
/// grain (the connection here has none to ask). Only the buffer of a batch grows now and then, so windows without that are looked for.
/// </summary>
public sealed class PublishAllocationTests(SharedServer server)
{
    private const int Windows = 40;
    private const int Messages = 100;

    [Theory]
    [InlineData(QualityOfService.AtMostOnce)]
    [InlineData(QualityOfService.AtLeastOnce)]
    public async Task Publish_KnownTopic_NobodyWatches_AllocatesNothing(QualityOfService quality)
    {
        var connection = await ConnectAsync();
        var frame = FrameOf(MqttWire.PublishBytes(MqttVersion.V500, "telemetry/t", "1", 7, quality));
        var publish = server.Running.Server.Services.GetRequiredService<PacketHandlers>()[PacketType.Publish];
        await publish.HandleAsync(connection, frame);

        Assert.Equal(0, SmallestWindow(connection, publish, frame));
    }

    /// <summary>Endings elsewhere cost a comparison each, and no memory either.</summary>
    [Fact]
    public async Task Publish_AfterAnEndingElsewhere_AllocatesNothing()
    {
        var connection = await ConnectAsync();
        var frame = FrameOf(MqttWire.PublishBytes(MqttVersion.V500, "telemetry/t", "1", 7, QualityOfService.AtMostOnce));
        var services = server.Running.Server.Services;
        var publish = services.GetRequiredService<PacketHandlers>()[PacketType.Publish];
        await publish.HandleAsync(connection, frame);
        var revocations = services.GetRequiredService<Revocations>();
        var smallest = long.MaxValue;
        for (var i = 0; i < 10; i++)
        {
            var before = connection.Permits.Lease.AsOf;
            await revocations.EndAsync((scope, _) =>
            {
                scope.End(Ground.Of(DeviceId.Create()));
                return true;
            });
            smallest = Math.Min(smallest, Window(connection, publish, frame));
            Assert.True(connection.Permits.Lease.AsOf > before);
        }

        Assert.Equal(0, smallest);
    }

    private static long SmallestWindow(MqttConnection connection, IPacketHandler publish, MqttFrame frame) =>
        Enumerable.Range(0, Windows).Min(_ => Window(connection, publish, frame));

    private static long Window(MqttConnection connection, IPacketHandler publish, MqttFrame frame)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Messages; i++)
        {
            var handling = publish.HandleAsync(connection, frame);
            if (!handling.IsCompletedSuccessfully)
            {
                return long.MaxValue;
            }
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static MqttFrame FrameOf(byte[] packet)
    {
        var buffer = new ReadOnlySequence<byte>(packet);
        Assert.Equal(FrameStatus.Complete, Frame.TryRead(ref buffer, 1024, out var frame));
        return frame;
    }

    private async Task<MqttConnection> ConnectAsync()
    {
        var device = await server.Doors.EnrolAsync();
        var services = server.Running.Server.Services;
        var gate = services.GetRequiredService<AccessGate>();
        var lease = gate.Open();
        var authentication = await services.GetRequiredService<DeviceAuthenticator>().AuthenticateAsync(device.Certificate, TestContext.Current.CancellationToken);
        Assert.True(authentication.IsAuthenticated(out var principal));
        Assert.True((await gate.AdmitDeviceAsync(principal, lease)).IsGranted(out var permits));
        var (input, output) = (new Pipe(), new Pipe());
        var transport = new DefaultConnectionContext(device.ToString(), new Ends(input.Reader, output.Writer), new Ends(output.Reader, input.Writer));

        // The device reads what it is sent.
        _ = output.Reader.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        return new MqttConnection(transport, principal, new GatewayOptions { ReceiveMaximum = ushort.MaxValue }, TimeProvider.System)
        {
            Permits = permits,
            Rate = services.GetRequiredService<DeviceRates>().Enter(device.Id),
        };
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
