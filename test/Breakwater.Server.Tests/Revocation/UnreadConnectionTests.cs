using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Revocation;

/// <summary>What the server holds for a reader who does not read, counted from outside: by what the kernel has of the connection.</summary>
[Collection(nameof(RevocationGroup))]
public sealed class UnreadConnectionTests(RevocationServer server)
{
    private const int Requests = 14;

    /// <summary>4 KB, and what TLS adds.</summary>
    private const int Residue = 5 * 1024;

    /// <summary>A reader who takes nothing at all from his connection: what the server itself still holds of the answers must not follow the revocation's.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answers_ThatAreNotRead_DoNotFollowTheRevocation(bool isHttp2)
    {
        var access = await OwnedDevice.CreateAsync(server.Doors);
        await using (var wire = await MqttWire.ConnectAsync(server.Doors, access.Device))
        {
            Assert.Equal(ReasonCode.Success, await wire.PublishAsync("maps/floor", new string('m', 900_000)));
        }

        using var socket = await server.Doors.ConnectTcpAsync("public-https", 4096);
        var (port, client) = (server.Doors.Port("public-https"), ((IPEndPoint)socket.LocalEndPoint!).Port);
        await using var tls = new SslStream(new NetworkStream(socket, ownsSocket: false));
        var options = server.Doors.Tls(null);
        options.ApplicationProtocols = [isHttp2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11];
        await tls.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken);
        var path = $"/v1/devices/{access.Device.Id}/maps/floor";
        await tls.WriteAsync(isHttp2 ? Http2(path, access.Owner.Token.Token) : Http1(path, access.Owner.Token.Token), TestContext.Current.CancellationToken);

        // The kernel is full when it holds more than its buffers, which nobody empties, can take in one go more.
        var (last, unchanged) = (0L, 0);
        await Wait.UntilAsync(
            () =>
            {
                var now = Queued(port, client);
                (last, unchanged) = (now, now == last && now > 100_000 ? unchanged + 1 : 0);
                return Task.FromResult(unchanged > 20);
            },
            "the answers to be stuck");

        await Ending.Of("token").RunAsync(server.Doors, access);

        var inKernel = Queued(port, client);
        var arrived = await ReadToEndAsync(socket);
        Assert.InRange(arrived - inKernel, long.MinValue, Residue);
    }

    /// <summary>Until the server's reset.</summary>
    private static async Task<long> ReadToEndAsync(Socket socket)
    {
        var (arrived, buffer) = (0L, new byte[64 * 1024]);
        try
        {
            while (await Wait.ForAsync(socket.ReceiveAsync(buffer, SocketFlags.None), "the end of the connection") is var read and > 0)
            {
                arrived += read;
            }
        }
        catch (SocketException)
        {
            // The reset is the end, too.
        }

        return arrived;
    }

    private static byte[] Http1(string path, string token) => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(
        $"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n", Requests)));

    private static byte[] Http2(string path, string token)
    {
        var output = new MemoryStream();
        output.Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        byte[] settings = [0, 4, 0x7f, 0xff, 0xff, 0xff];
        Frame(output, 4, 0, 0, settings);
        byte[] window = [0x7f, 0xff, 0, 0];
        Frame(output, 8, 0, 0, window);
        for (var i = 0; i < Requests; i++)
        {
            var headers = new MemoryStream();
            headers.WriteByte(0x82);
            headers.WriteByte(0x87);
            Text(headers, [0x04], path);
            Text(headers, [0x01], "localhost");
            Text(headers, [0x0f, 0x08], $"Bearer {token}");
            Frame(output, 1, 0x5, 1 + (2 * i), headers.ToArray());
        }

        return output.ToArray();
    }

    private static void Text(MemoryStream to, byte[] name, string value)
    {
        Assert.InRange(value.Length, 1, 126);
        to.Write(name);
        to.WriteByte((byte)value.Length);
        to.Write(Encoding.ASCII.GetBytes(value));
    }

    private static void Frame(MemoryStream to, byte type, byte flags, int stream, byte[] payload)
    {
        Span<byte> head = stackalloc byte[9];
        BinaryPrimitives.WriteInt32BigEndian(head, payload.Length << 8);
        head[3] = type;
        head[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(head[5..], stream);
        to.Write(head);
        to.Write(payload);
    }

    /// <summary>Bytes of the server's answer in the kernel: sent and not acknowledged, or received and not read.</summary>
    private static long Queued(int server, int client)
    {
        var sum = 0L;
        foreach (var file in new[] { "/proc/net/tcp", "/proc/net/tcp6" })
        {
            foreach (var line in File.ReadLines(file).Skip(1))
            {
                var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                var (local, remote) = (PortOf(parts[1]), PortOf(parts[2]));
                var queues = parts[4].Split(':');
                if (local == server && remote == client)
                {
                    sum += long.Parse(queues[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                }
                else if (local == client && remote == server)
                {
                    sum += long.Parse(queues[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                }
            }
        }

        return sum;
    }

    private static int PortOf(string address) => int.Parse(address.Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
