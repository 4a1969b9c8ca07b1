using System.Collections.Concurrent;
using System.Text.Json;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Problems;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Hosting.Processes;

/// <summary>One device and its owner, as busy as they can be until the server dies under them.</summary>
internal sealed class KillLoad(ServerDoors doors, KillRecord record, TaskCompletionSource busy)
{
    private const int Window = 32;
    private readonly ConcurrentDictionary<ushort, Action> owed = [];
    private readonly SemaphoreSlim window = new(Window);
    private readonly SemaphoreSlim writing = new(1, 1);
    private int lastId;

    public async Task RunAsync()
    {
        await using var wire = await MqttWire.ConnectAsync(doors, record.Device, MqttWire.Hello with { CleanStart = false, SessionExpiryInterval = 3600 });
        await wire.SubscribeAsync("commands/#");
        using var over = new CancellationTokenSource();
        var work = new[] { TelemetryAsync(wire, over.Token), ReportAsync(wire, over.Token), AnswersAsync(wire), CommandsAsync(wire, over.Token), PostAsync(over.Token) };
        await wire.Ended;
        await over.CancelAsync();
        await Task.WhenAll(work.Select(w => w.ContinueWith(
            done => Assert.True(done.Exception?.GetBaseException() is null or IOException or OperationCanceledException or HttpRequestException or InvalidOperationException, done.Exception?.ToString()),
            TaskScheduler.Default)));
    }

    private async Task TelemetryAsync(MqttWire wire, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var n = record.NextPoint();
            await SendAsync(wire, "telemetry/load", $$"""{"n":{{n}},"pad":"{{new string('x', n % 200)}}"}""", () => record.Telemetry[n] = 0, over);
        }
    }

    private async Task ReportAsync(MqttWire wire, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var n = record.NextReport();
            await SendAsync(wire, "twin/reported", $$"""{"n":{{n}},"k{{n % 10}}":{{n}}}""", () => (record.ReportedAcknowledged, record.PatchesAcknowledged) = (n, record.PatchesAcknowledged + 1), over);
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, over);
        }
    }

    private async Task SendAsync(MqttWire wire, string topic, string payload, Action acknowledged, CancellationToken over)
    {
        await window.WaitAsync(over);
        await writing.WaitAsync(over);
        try
        {
            ushort id;
            do
            {
                id = (ushort)Interlocked.Increment(ref lastId);
            }
            while (id == 0 || !owed.TryAdd(id, acknowledged));
            await wire.SendAsync(MqttWire.PublishBytes(MqttVersion.V500, topic, payload, id));
        }
        finally
        {
            writing.Release();
        }
    }

    private async Task AnswersAsync(MqttWire wire)
    {
        while (true)
        {
            var answer = await wire.TakeAsync<Acked>("PUBACK");
            Assert.Equal(ReasonCode.Success, answer.Reason);
            Assert.True(owed.TryRemove(answer.Id, out var acknowledged));
            acknowledged();
            window.Release();
            busy.TrySetResult();
        }
    }

    private async Task CommandsAsync(MqttWire wire, CancellationToken over)
    {
        while (true)
        {
            var command = await wire.TakeAsync<Published>("a command");
            var id = CommandId.Parse(command.Topic.Split('/')[2]);
            await writing.WaitAsync(over);
            try
            {
                await wire.AcknowledgeAsync(command);
            }
            finally
            {
                writing.Release();
            }

            await SendAsync(wire, $"{command.Topic}/ack", """{"status":"done","result":1}""", () => record.Saw(id, CommandState.Acknowledged), over);
        }
    }

    private async Task PostAsync(CancellationToken over)
    {
        var client = new FleetClient(doors.Public, record.Token.Token);
        for (var i = 0; !over.IsCancellationRequested; i++)
        {
            try
            {
                var command = await client.SendCommandAsync(
                    record.Device.Id, new CommandRequest("go", JsonElement.Parse($"{i}"), 3600), i % 3 == 0 ? TimeSpan.FromSeconds(5) : default, cancellationToken: over);
                record.Saw(command.Id, command.State);
            }
            catch (ProblemException exception) when (exception.Problem.Code is ProblemCodes.CommandQueueFull or ProblemCodes.Unavailable)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, over);
            }
        }
    }
}
