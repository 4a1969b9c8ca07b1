using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Breakwater.Contracts.Devices;
using Breakwater.Server.Tests.Hosting.Running;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Breakwater.Server.Tests.Gateway;

/// <summary>Clients that others wrote.</summary>
public sealed class OtherClientsTests(SharedServer server)
{
    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task MqttNet_PublishesSubscribesAndAnswers(MqttProtocolVersion version)
    {
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        using var client = new MqttClientFactory().CreateMqttClient();
        var commands = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.ApplicationMessageReceivedAsync += async message =>
        {
            if (message.ApplicationMessage.Topic.StartsWith("commands/", StringComparison.Ordinal))
            {
                await client.PublishStringAsync($"{message.ApplicationMessage.Topic}/ack", """{"status":"done"}""", MqttQualityOfServiceLevel.AtLeastOnce);
                commands.TrySetResult(message.ApplicationMessage.Topic);
            }
        };
        var certificate = X509CertificateLoader.LoadPkcs12(device.Certificate.Export(X509ContentType.Pfx), null);
        var connected = await client.ConnectAsync(
            new MqttClientOptionsBuilder()
                .WithTcpServer("localhost", server.Doors.Port("devices-mqtt"))
                .WithProtocolVersion(version)
                .WithClientId("c")
                .WithTlsOptions(tls => tls.UseTls().WithClientCertificates([certificate]).WithCertificateValidationHandler(_ => true))
                .Build(),
            TestContext.Current.CancellationToken);
        Assert.Equal(MqttClientConnectResultCode.Success, connected.ResultCode);
        await client.SubscribeAsync("commands/#", MqttQualityOfServiceLevel.AtLeastOnce, TestContext.Current.CancellationToken);
        Assert.True((await client.PublishStringAsync("telemetry/t", "1", MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: TestContext.Current.CancellationToken)).IsSuccess);
        var posted = await owner.Client.SendCommandAsync(device.Id, new CommandRequest("go"), TimeSpan.FromSeconds(10));
        Assert.Equal($"commands/go/{posted.Id}", await Wait.ForAsync(commands.Task, "the command"));
        Assert.Equal(CommandState.Acknowledged, posted.State);
        Assert.Equal("1", Assert.Single((await owner.Client.GetTelemetryAsync(device.Id, "t")).Items).Value.ToString());
        await client.DisconnectAsync(cancellationToken: TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("311")]
    [InlineData("5")]
    public async Task Mosquitto_PublishesAndSubscribes(string version)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/mosquitto_pub") && File.Exists("/usr/bin/mosquitto_sub"), "mosquitto's clients are not installed here.");
        var device = await server.Doors.EnrolAsync();
        var owner = await server.Doors.AddOwnerAsync(device);
        var folder = Directory.CreateTempSubdirectory("bw-mosquitto-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "c.pem"), device.Certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "k.pem"), device.Key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        string[] common =
        [
            "-h", "localhost", "-p", server.Doors.Port("devices-mqtt").ToString(CultureInfo.InvariantCulture), "--cafile", server.Doors.Ready.CaBundle,
            "--cert", Path.Combine(folder, "c.pem"), "--key", Path.Combine(folder, "k.pem"), "-V", version == "5" ? "mqttv5" : "mqttv311", "-q", "1", "-i", "c",
        ];
        var (code, text) = await RunAsync("mosquitto_pub", [.. common, "-t", "telemetry/t", "-m", "42"]);
        Assert.True(code == 0, text);
        Assert.Equal("42", Assert.Single((await owner.Client.GetTelemetryAsync(device.Id, "t")).Items).Value.ToString());
        await owner.Client.SendCommandAsync(device.Id, new CommandRequest("go", System.Text.Json.JsonElement.Parse("\"now\"")));
        (code, text) = await RunAsync("mosquitto_sub", [.. common, "-t", "commands/#", "-C", "1", "-W", "10"]);
        Assert.True(code == 0, text);
        Assert.Equal("\"now\"", text.Trim());
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<(int Code, string Text)> RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var text = new StringBuilder(await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        text.Append(await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, text.ToString());
    }
}
