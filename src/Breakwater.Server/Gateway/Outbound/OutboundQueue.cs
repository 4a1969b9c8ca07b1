using System.Buffers;
using System.IO.Pipelines;
using Breakwater.Mqtt.Protocol;

namespace Breakwater.Server.Gateway.Outbound;

/// <summary>
/// What is on its way to a device. Any thread adds packets; one drain at a time writes everything that has gathered in one go, so that ten PUBACKs
/// cost one TLS record. Nothing runs and no buffer is held while there is nothing to write.
/// </summary>
internal sealed class OutboundQueue(PipeWriter output, AckQueue acks, MqttVersionBox version, TimeProvider time, Action<Exception> onFailure) : IThreadPoolWorkItem
{
    private readonly Lock gate = new();
    private ArrayBufferWriter<byte>? pending;
    private TaskCompletionSource? drained;
    private bool draining;
    private bool acksReady;
    private bool closed;
    private long flushStarted;

    /// <summary>Bytes that wait to be written.</summary>
    public int PendingBytes => Volatile.Read(ref pending)?.WrittenCount ?? 0;

    /// <summary>Adds a packet, written by the caller into the buffer it is given.</summary>
    public void Write<TState>(TState state, Action<IBufferWriter<byte>, TState> write)
    {
        lock (gate)
        {
            if (closed)
            {
                return;
            }

            write(pending ??= new ArrayBufferWriter<byte>(256), state);
            Schedule();
        }
    }

    /// <summary>Says that acknowledgements at the head of the queue have become due.</summary>
    public void AcksReady()
    {
        lock (gate)
        {
            if (closed)
            {
                return;
            }

            acksReady = true;
            Schedule();
        }
    }

    /// <summary>Completes when everything added so far has been handed to the transport.</summary>
    public Task DrainedAsync()
    {
        lock (gate)
        {
            if (!draining)
            {
                return Task.CompletedTask;
            }

            drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return drained.Task;
        }
    }

    /// <summary>Nothing is written any more.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
        }
    }

    /// <summary>For how long the device has not taken what is being written to it.</summary>
    public TimeSpan StuckFor()
    {
        var started = Volatile.Read(ref flushStarted);
        return started == 0 ? TimeSpan.Zero : time.GetElapsedTime(started);
    }

    void IThreadPoolWorkItem.Execute() => _ = DrainAsync();

    private void Schedule()
    {
        if (!draining)
        {
            draining = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private async Task DrainAsync()
    {
        try
        {
            while (Take())
            {
                var flush = output.FlushAsync();
                if (!flush.IsCompletedSuccessfully)
                {
                    Volatile.Write(ref flushStarted, time.GetTimestamp());
                    await flush;
                    Volatile.Write(ref flushStarted, 0);
                }
            }
        }
        catch (Exception exception)
        {
            Close();
            Finish();
            onFailure(exception);
        }
    }

    /// <summary>Moves everything due into the pipe; false (and not draining any more) when there is nothing.</summary>
    private bool Take()
    {
        lock (gate)
        {
            var any = false;
            if (acksReady)
            {
                acksReady = false;
                any = acks.WriteDue(output, version.Value);
            }

            if (pending is { WrittenCount: > 0 } buffer)
            {
                output.Write(buffer.WrittenSpan);
                pending = null;
                any = true;
            }

            if (!any)
            {
                Finish();
            }

            return any;
        }
    }

    private void Finish()
    {
        lock (gate)
        {
            draining = false;
            drained?.TrySetResult();
            drained = null;
        }
    }
}

/// <summary>The protocol version of a connection, known once its CONNECT is read.</summary>
internal sealed class MqttVersionBox
{
    public MqttVersion Value { get; set; } = MqttVersion.V500;
}
