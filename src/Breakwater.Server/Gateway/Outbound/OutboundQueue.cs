using System.Buffers;
using System.IO.Pipelines;
using Breakwater.Mqtt.Protocol;
using Microsoft.AspNetCore.Connections;

namespace Breakwater.Server.Gateway.Outbound;

/// <summary>
/// What is on its way to a device. Any thread adds packets; one drain at a time writes everything that has gathered in one go, so that ten PUBACKs
/// cost one TLS record. Nothing runs and no buffer is held while there is nothing to write.
/// </summary>
internal sealed class OutboundQueue(PipeWriter output, AckQueue acks, MqttVersionBox version, TimeProvider time, Action abort) : IThreadPoolWorkItem
{
    private readonly Lock gate = new();
    private ArrayBufferWriter<byte>? pending;
    private TaskCompletionSource? drained;
    private bool draining;
    private bool flushing;
    private bool given;
    private bool carries;
    private bool roomWanted;
    private bool acksReady;
    private bool closed;
    private long flushStarted;

    /// <summary>Told that the transport has taken what <see cref="TryWrite"/> gave it, or never will; before more is taken.</summary>
    public Action? Taken { get; set; }

    /// <summary>Told when what was not taken may be tried again.</summary>
    public Action? Room { get; set; }

    /// <summary>Told of what went wrong that is not the end of the connection.</summary>
    public Action<Exception>? Failed { get; set; }

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

    /// <summary>
    /// As <see cref="Write"/>, but only while the device takes what it is given: behind one that does not read it would wait past the end of what permitted it. False: the
    /// transport is still at what it was given before, and <see cref="Room"/> will be told when it has taken that; or nothing is written any more.
    /// </summary>
    public bool TryWrite<TState>(TState state, Action<IBufferWriter<byte>, TState> write)
    {
        lock (gate)
        {
            if (flushing || closed)
            {
                roomWanted = true;
                return false;
            }

            write(pending ??= new ArrayBufferWriter<byte>(256), state);
            given = true;
            Schedule();
            return true;
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

                if (carries)
                {
                    Taken?.Invoke();
                }

                TellRoom();
            }
        }
        catch (Exception exception)
        {
            Close();

            // Before it is told: nothing of what was given leaves after that.
            abort();
            Taken?.Invoke();
            Finish();
            if (exception is not (IOException or OperationCanceledException or ConnectionAbortedException or ConnectionResetException))
            {
                Failed?.Invoke(exception);
            }
        }
    }

    /// <summary>Moves everything due into the pipe; false (and not draining any more) when there is nothing.</summary>
    private bool Take()
    {
        lock (gate)
        {
            (carries, given) = (given, false);
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

            flushing = any;
            return any;
        }
    }

    private void TellRoom()
    {
        bool isWanted;
        lock (gate)
        {
            flushing = false;
            (isWanted, roomWanted) = (roomWanted, false);
        }

        if (isWanted)
        {
            Room?.Invoke();
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
