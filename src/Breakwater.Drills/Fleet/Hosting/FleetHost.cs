using System.Text.Json;
using Breakwater.Drills.Processes;
using Microsoft.Extensions.Logging;

namespace Breakwater.Drills.Fleet.Hosting;

/// <summary>
/// A simulated fleet as a process of its own. The first line of its input is a <see cref="FleetSpec"/>, the others are
/// <see cref="FleetCommand"/>s; its output is <see cref="FleetLine"/>s. It ends when told to, or when its input ends because its parent is gone.
/// </summary>
public sealed class FleetHost
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    /// <summary>Long enough for a server that was slowed to answer everything.</summary>
    private static readonly TimeSpan SettleLimit = TimeSpan.FromMinutes(2);

    private readonly TextWriter output;
    private readonly TimeProvider time;
    private readonly Lock writing = new();

    private FleetHost(TextWriter output, TimeProvider time)
    {
        this.output = output;
        this.time = time;
    }

    /// <returns>0, or 1 when the fleet failed (the last line says why).</returns>
    public static async Task<int> RunAsync(
        TextReader input, TextWriter output, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var host = new FleetHost(output, time);
        try
        {
            var lines = new InputLines(input);
            var first = await lines.ReadAsync(cancellationToken) ?? throw new InvalidDataException("The input has no specification.");
            var spec = JsonSerializer.Deserialize(first, FleetJson.Default.FleetSpec) ?? throw new InvalidDataException("The specification is null.");
            await host.RunAsync(spec, lines, loggers, cancellationToken);
            host.Write(new FleetLine("stopped"));
            return 0;
        }
        catch (OperationCanceledException)
        {
            host.Write(new FleetLine("stopped"));
            return 0;
        }
        catch (Exception exception)
        {
            host.Write(new FleetLine("failed", Detail: exception.Message));
            return 1;
        }
    }

    private async Task RunAsync(FleetSpec spec, InputLines input, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var fleet = new FleetSimulator(spec, time, loggers, (serial, mark) => Write(new FleetLine("effect", Serial: serial, Mark: mark)));
#pragma warning disable CA2025 // both are awaited below, before the fleet and the token source go
        var reporting = ReportAsync(fleet, stop.Token);
        var obeying = ObeyAsync(fleet, input, stop);
#pragma warning restore CA2025
        try
        {
            await fleet.StartAsync(stop.Token);
            Write(new FleetLine("ready", fleet.Snapshot()));
            await obeying;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await obeying;
        }
        finally
        {
            await stop.CancelAsync();
            await reporting;
        }
    }

    private async Task ReportAsync(FleetSimulator fleet, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(ProgressInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                Write(new FleetLine("progress", fleet.Snapshot()));
            }
        }
        catch (OperationCanceledException)
        {
            // The fleet stops.
        }
    }

    private async Task ObeyAsync(FleetSimulator fleet, InputLines input, CancellationTokenSource stop)
    {
        while (await input.ReadAsync(stop.Token) is { } line)
        {
            var command = JsonSerializer.Deserialize(line, FleetJson.Default.FleetCommand);
            if (command is null or { Command: "stop" })
            {
                break;
            }

            await ObeyAsync(fleet, command, stop.Token);
        }

        await stop.CancelAsync();
    }

    private async Task ObeyAsync(FleetSimulator fleet, FleetCommand command, CancellationToken stop)
    {
        switch (command.Command)
        {
            case "measure":
                fleet.BeginMeasurement(command.Exclude ?? []);
                Write(new FleetLine("measuring", fleet.Snapshot()));
                break;
            case "settle":
                var settled = await fleet.SettleAsync(SettleLimit, stop);
                Write(new FleetLine("settled", fleet.Snapshot(), Detail: settled ? null : "Some messages were not acknowledged in time."));
                break;
            case "resume":
                fleet.Resume();
                break;
            case "attach" when command.Broker is { } broker:
                await fleet.AttachOpenBrokerAsync(broker, stop);
                Write(new FleetLine("attached", fleet.Snapshot()));
                break;
            default:
                Write(new FleetLine("failed", Detail: $"There is no command {command.Command}."));
                break;
        }
    }

    private void Write(FleetLine line)
    {
        var text = JsonSerializer.Serialize(line, FleetJson.Default.FleetLine);
        lock (writing)
        {
            output.WriteLine(text);
            output.Flush();
        }
    }
}
