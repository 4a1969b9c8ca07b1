using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace Breakwater.Device.Tests.Fakes;

/// <summary>An MQTT server over real mutual TLS that remembers what devices say.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    private readonly MqttServer server;
    private readonly Channel<(string Topic, string Payload)> published = Channel.CreateUnbounded<(string, string)>();
    private readonly Channel<string> subscribed = Channel.CreateUnbounded<string>();

    private Gateway(MqttServer server, int port)
    {
        this.server = server;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Whether a certificate, by thumbprint, may connect.</summary>
    public Func<string, bool> Accepts { get; set; } = _ => true;

    /// <summary>The PUBACK's code.</summary>
    public Func<string, MqttPubAckReasonCode> Acknowledge { get; set; } = _ => MqttPubAckReasonCode.Success;

    public ConcurrentQueue<string> Connections { get; } = new();

    public static async Task<Gateway> StartAsync(TestAuthority authority, int port = 0)
    {
        port = port == 0 ? FreePort() : port;
        var options = new MqttServerOptionsBuilder()
            .WithoutDefaultEndpoint()
            .WithEncryptedEndpoint()
            .WithEncryptedEndpointPort(port)
            .WithEncryptedEndpointBoundIPAddress(IPAddress.Loopback)
            .WithEncryptedEndpointBoundIPV6Address(IPAddress.None)
            .WithEncryptionCertificate(new Chained(authority))
            .WithClientCertificate((_, certificate, _, _) => certificate is not null)
            .Build();
        var server = new MqttServerFactory().CreateMqttServer(options);
        var gateway = new Gateway(server, port);
        server.ValidatingConnectionAsync += gateway.OnConnectingAsync;
        server.InterceptingPublishAsync += gateway.OnPublishAsync;
        server.ClientSubscribedTopicAsync += subscription =>
        {
            gateway.subscribed.Writer.TryWrite(subscription.TopicFilter.Topic);
            return Task.CompletedTask;
        };
        await server.StartAsync();
        return gateway;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async Task<(string Topic, string Payload)> NextAsync(string topicPrefix)
    {
        while (true)
        {
            var message = await Wait.ForAsync(published.Reader.ReadAsync().AsTask(), $"a message on {topicPrefix}");
            if (message.Topic.StartsWith(topicPrefix, StringComparison.Ordinal))
            {
                return message;
            }
        }
    }

    public Task SendAsync(string topic, string payload) => server.InjectApplicationMessage(new InjectedMqttApplicationMessage(
        new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build())
    {
        SenderClientId = "cloud",
    });

    public async Task DisconnectAsync(MqttDisconnectReasonCode reason)
    {
        foreach (var client in await server.GetClientsAsync())
        {
            await client.DisconnectAsync(new MqttServerClientDisconnectOptions { ReasonCode = reason });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await server.StopAsync();
        server.Dispose();
    }

    private Task OnConnectingAsync(ValidatingConnectionEventArgs connecting)
    {
        var thumbprint = new X509Certificate2(connecting.ClientCertificate).Thumbprint;
        connecting.ReasonCode = Accepts(thumbprint) ? MqttConnectReasonCode.Success : MqttConnectReasonCode.NotAuthorized;
        if (connecting.ReasonCode == MqttConnectReasonCode.Success)
        {
            Connections.Enqueue(thumbprint);
        }

        return Task.CompletedTask;
    }

    private Task OnPublishAsync(InterceptingPublishEventArgs publish)
    {
        if (publish.ClientId == "cloud")
        {
            return Task.CompletedTask;
        }

        publish.ProcessPublish = false;
        publish.Response.ReasonCode = Acknowledge(publish.ApplicationMessage.Topic);
        published.Writer.TryWrite((publish.ApplicationMessage.Topic, Encoding.UTF8.GetString(publish.ApplicationMessage.Payload.ToArray())));
        return Task.CompletedTask;
    }

    private sealed class Chained(TestAuthority authority) : MQTTnet.Certificates.ICertificateProvider
    {
        public X509Certificate2 GetCertificate() => authority.Server;
    }
}
