using Breakwater.Device.Commands;
using Breakwater.Device.Connection;
using Breakwater.Device.Enrollment;
using Breakwater.Device.Identity;
using Breakwater.Device.Messaging;
using Breakwater.Device.Twin;
using Microsoft.Extensions.Logging;

namespace Breakwater.Device;

/// <summary>
/// A device's side of Breakwater. It enrols at first boot, keeps its certificate fresh, stays connected, and keeps what it has to say
/// until the server has it. An instance costs no thread, and one connection while it runs.
/// </summary>
public sealed class DeviceClient : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly Outbox outbox;
    private readonly Reports reports;
    private readonly CommandHandlers commands;
    private readonly Inbox inbox;
    private readonly ConnectionStatus status;
    private readonly DeviceLoop loop;
    private readonly ILogger logger;
    private readonly string serial;
    private int started;
    private int disposed;
    private Task running = Task.CompletedTask;

    /// <exception cref="ArgumentException">The options are wrong; the message names every error.</exception>
    public DeviceClient(DeviceOptions options, TimeProvider time, ILogger<DeviceClient> logger)
    {
        var errors = options.Validate();
        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, errors), nameof(options));
        }

        this.logger = logger;
        serial = options.Serial;
        outbox = new Outbox(options.QueueCapacity, options.QueueFullPolicy);
        reports = new Reports(outbox, options.ReportTimeout, time);
        commands = new CommandHandlers(logger);
        inbox = new Inbox(commands, reports, outbox, logger);
        status = new ConnectionStatus(options.Serial, logger);
        var est = new EstClient(options.Host, options.EstPort, options.TrustAnchors, options.ConnectTimeout, time);
        var lifecycle = new IdentityLifecycle(options.Serial, options.Claim, new IdentityStore(options.IdentityFolder), est, status, time, logger);
        loop = new DeviceLoop(options, lifecycle, inbox, outbox, status, time, logger);
    }

    /// <summary>Raised on the connection's own flow: handlers must be quick.</summary>
    public event Action<ConnectionChange>? StateChanged
    {
        add => status.Changed += value;
        remove => status.Changed -= value;
    }

    public ConnectionState State => status.Current;

    /// <summary>Starts, and completes when the device is connected for the first time. It keeps trying until then.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before; the device goes on trying until it is disposed of.</exception>
    /// <exception cref="IdentityStoreException">The identity folder cannot be trusted.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        running = RunAsync(stopping.Token);
        await (await Task.WhenAny(status.Connected, running).WaitAsync(cancellationToken));
    }

    /// <summary>Keeps the device connected until cancelled or disposed of; returns then.</summary>
    /// <exception cref="IdentityStoreException">The identity folder cannot be trusted.</exception>
    /// <exception cref="InvalidOperationException">It runs already, or ran before.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref started, 1) == 1)
        {
            throw new InvalidOperationException("A device client runs once.");
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token, cancellationToken);
        var handling = inbox.RunAsync(stop.Token);
        try
        {
            await loop.RunAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop.
        }
        catch (IdentityStoreException exception)
        {
            logger.IdentityUnusable(serial, exception.Message);
            throw;
        }
        finally
        {
            await stop.CancelAsync();
            await handling;
            outbox.Close();
            status.Set(ConnectionState.Stopped, ConnectionCause.Requested, "");
        }
    }

    /// <summary>Adds a point to a telemetry stream. Completes when the server has it on disk, or will never have it.</summary>
    /// <param name="stream">1–64 of <c>a-z A-Z 0-9 - _ .</c>.</param>
    /// <param name="payload">Best JSON; not copied, so it must not change until this completes.</param>
    /// <exception cref="OperationCanceledException">The caller gave up; a queued message is sent nevertheless.</exception>
    public Task<PublishResult> PublishTelemetryAsync(string stream, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
        outbox.PostAsync(new OutboundMessage(Topics.Telemetry(stream), payload), cancellationToken);

    /// <summary>Stores a map or another document under its name, as a new version.</summary>
    /// <inheritdoc cref="PublishTelemetryAsync"/>
    public Task<PublishResult> PublishMapAsync(string name, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
        outbox.PostAsync(new OutboundMessage(Topics.Map(name), payload), cancellationToken);

    /// <summary>Says that something happened.</summary>
    /// <inheritdoc cref="PublishTelemetryAsync"/>
    public Task<PublishResult> PublishEventAsync(string name, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
        outbox.PostAsync(new OutboundMessage(Topics.Event(name), payload), cancellationToken);

    /// <summary>Changes the reported half of the twin. Reports are sent one after the other.</summary>
    /// <param name="mergePatch">JSON, RFC 7396.</param>
    /// <exception cref="OperationCanceledException">The caller gave up; a queued report is sent nevertheless.</exception>
    public Task<ReportResult> ReportAsync(ReadOnlyMemory<byte> mergePatch, CancellationToken cancellationToken = default) =>
        reports.SendAsync(mergePatch, cancellationToken);

    /// <summary>
    /// Handles commands of a name; add handlers before the start. Commands run one after the other, each once. One without handler fails.
    /// </summary>
    public void OnCommand(string name, Func<DeviceCommand, CancellationToken, ValueTask<CommandResult>> handler) => commands.Add(name, handler);

    /// <summary>Handles the desired state, on connect when it changed meanwhile and then on each change.</summary>
    public void OnDesired(Func<DesiredTwin, CancellationToken, ValueTask> handler) => inbox.OnDesired(handler);

    /// <summary>Disconnects cleanly. What the server has not acknowledged is given up.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
        {
            return;
        }

        await stopping.CancelAsync();
        try
        {
            await running;
        }
        catch (Exception exception) when (exception is IdentityStoreException or OperationCanceledException)
        {
            // StartAsync's caller has it.
        }

        stopping.Dispose();
    }
}
